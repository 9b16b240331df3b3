import { sqlStateOf, type Pool } from '@postbode/postgres';
import { VaultRows, type CredentialRow } from '../envelope/vault-rows.js';
import type { WrappedKey } from '../key-provider.js';
import type { CredentialPurpose, CredentialReference, CredentialUse } from '../vault.js';
import { VaultUnavailableError } from '../vault.errors.js';

interface DataKeyRecord {
  readonly key_id: string | null;
  readonly wrapped_key: Buffer | null;
}

interface CredentialRecord extends DataKeyRecord {
  readonly credential_id: string;
  readonly version: number;
  readonly owner: string;
  readonly purpose: string;
  readonly ciphertext: Buffer | null;
}

const wrappedKeyOf = ({ key_id, wrapped_key }: DataKeyRecord): WrappedKey | undefined =>
  key_id === null || wrapped_key === null ? undefined : { keyId: key_id, ciphertext: wrapped_key };

const rowOf = (record: CredentialRecord): CredentialRow => {
  const { credential_id: credentialId, version, owner, purpose, ciphertext } = record;
  const wrappedKey = wrappedKeyOf(record);
  const sealed = wrappedKey === undefined || ciphertext === null ? undefined : { wrappedKey, ciphertext };
  return { credentialId, version, owner, purpose, sealed };
};

const columns = 'credential_id, version, owner, purpose, key_id, wrapped_key, ciphertext';

/** Codes in which the database says that the statement itself is wrong; anything else is its state, and may pass. */
const isOurFault = (sqlState: string | undefined): boolean => sqlState !== undefined && /^(22|23|42)/.test(sqlState);

export class PostgresVaultRows extends VaultRows {
  constructor(private readonly pool: Pool) {
    super();
  }

  override async credential(credentialId: string): Promise<CredentialRow | undefined> {
    const [record] = await this.query<CredentialRecord>(`SELECT ${columns} FROM vault.credential WHERE credential_id = $1`, [credentialId]);
    return record && rowOf(record);
  }

  override async latestVersion({ owner, purpose }: CredentialPurpose): Promise<number> {
    const sql = 'SELECT coalesce(max(version), 0) AS version FROM vault.credential WHERE owner = $1 AND purpose = $2';
    const [record] = await this.query<{ version: number }>(sql, [owner, purpose]);
    return record?.version ?? 0;
  }

  override async insertCredential({ credentialId, version, owner, purpose, sealed }: CredentialRow): Promise<boolean> {
    const inserted = await this.query<unknown>(
      `INSERT INTO vault.credential (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING 1`,
      [credentialId, version, owner, purpose, sealed?.wrappedKey.keyId, sealed?.wrappedKey.ciphertext, sealed?.ciphertext],
    );
    return inserted.length === 1;
  }

  /** One statement, so one commit: the record is durable before the secret is seen. */
  override async useCredential(
    { credentialId, version }: CredentialReference,
    { owner, purpose }: CredentialPurpose,
    { actor, reason }: CredentialUse,
  ): Promise<CredentialRow | undefined> {
    const [record] = await this.query<CredentialRecord>(
      `WITH recorded AS (
         INSERT INTO vault.credential_use (credential_id, version, owner, purpose, actor_id, actor_kind, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7))
       SELECT ${columns} FROM vault.credential WHERE credential_id = $1 AND version = $2`,
      [credentialId, version, owner, purpose, actor.id, actor.kind, reason],
    );
    return record && rowOf(record);
  }

  override async destroyCredentials(owner: string): Promise<void> {
    await this.query(
      `UPDATE vault.credential SET key_id = NULL, wrapped_key = NULL, ciphertext = NULL, destroyed_at = clock_timestamp()
       WHERE owner = $1 AND destroyed_at IS NULL`,
      [owner],
    );
  }

  override async dataKey(owner: string): Promise<WrappedKey | 'destroyed' | undefined> {
    const [record] = await this.query<DataKeyRecord>('SELECT key_id, wrapped_key FROM vault.data_key WHERE owner = $1', [owner]);
    return record && (wrappedKeyOf(record) ?? 'destroyed');
  }

  override async insertDataKey(owner: string, { keyId, ciphertext }: WrappedKey): Promise<void> {
    await this.query('INSERT INTO vault.data_key (owner, key_id, wrapped_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      owner,
      keyId,
      ciphertext,
    ]);
  }

  override async destroyDataKey(owner: string): Promise<void> {
    await this.query(
      `INSERT INTO vault.data_key AS known (owner, destroyed_at) VALUES ($1, clock_timestamp())
       ON CONFLICT (owner) DO UPDATE SET key_id = NULL, wrapped_key = NULL,
         destroyed_at = coalesce(known.destroyed_at, excluded.destroyed_at)`,
      [owner],
    );
  }

  private async query<Row>(sql: string, values: readonly unknown[]): Promise<readonly Row[]> {
    try {
      const { rows } = await this.pool.query(sql, [...values]);
      return rows as Row[];
    } catch (error) {
      if (isOurFault(sqlStateOf(error))) throw error;
      throw new VaultUnavailableError(error);
    }
  }
}
