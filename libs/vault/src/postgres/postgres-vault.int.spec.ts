import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import type { CredentialPurpose, CredentialReference, CredentialUse } from '../vault.js';
import { KeyUnavailableError, SealBrokenError, VaultUnavailableError } from '../vault.errors.js';
import { findCanary, InMemoryKeyProvider, vaultContract } from '../testing/index.js';
import { PostgresVault } from './postgres-vault.js';
import { migrateVault } from './vault.migrations.js';

interface UseRecord {
  readonly credential_id: string;
  readonly version: number;
  readonly owner: string;
  readonly purpose: string;
  readonly actor_id: string;
  readonly actor_kind: 'user' | 'service';
  readonly reason: string;
  readonly used_at: Date;
}

const purposeOf = (owner: string): CredentialPurpose => ({ owner, purpose: 'incoming' });
const use: CredentialUse = { actor: { id: 'ann', kind: 'user' }, reason: 'test' };

let database: TestDatabase;
const keys = new InMemoryKeyProvider();
const vaults: PostgresVault[] = [];
const makeVault = (): PostgresVault => {
  const vault = new PostgresVault(database.pool, keys);
  vaults.push(vault);
  return vault;
};

beforeAll(async () => {
  database = await createTestDatabase();
  await migrateVault(database.pool);
});
afterEach(async () => {
  await database.pool.query('DROP SCHEMA vault CASCADE; DROP TABLE postbode_migration');
  await migrateVault(database.pool);
});
afterAll(async () => {
  for (const vault of vaults) await vault[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

vaultContract('PostgresVault', async () => ({
  vault: makeVault(),
  another: makeVault,
  async uses() {
    const { rows } = await database.pool.query<UseRecord>('SELECT * FROM vault.credential_use ORDER BY use_id');
    return rows.map(({ credential_id: credentialId, version, owner, purpose, actor_id, actor_kind, reason, used_at: usedAt }) => ({
      credentialId,
      version,
      owner,
      purpose,
      actor: { id: actor_id, kind: actor_kind },
      reason,
      usedAt,
    }));
  },
  [Symbol.asyncDispose]: async () => undefined,
}));

/** Negative control: the same vault with nothing bound to the ciphertext but its key. */
class UnboundVault extends PostgresVault {
  protected override credentialContext(): string {
    return 'anywhere';
  }
}

describe('PostgresVault against someone who can write to its tables', () => {
  const swapCredentials = () =>
    database.pool.query(
      `UPDATE vault.credential AS a SET key_id = b.key_id, wrapped_key = b.wrapped_key, ciphertext = b.ciphertext
       FROM vault.credential AS b WHERE a.credential_id <> b.credential_id`,
    );

  const storeTwo = async (vault: PostgresVault): Promise<CredentialReference> => {
    await vault.storeCredential('c1', purposeOf('mailbox-1'), Buffer.from('secret of one'));
    return vault.storeCredential('c2', purposeOf('mailbox-2'), Buffer.from('secret of two'));
  };

  it('does not open a credential that was moved to another row', async () => {
    const vault = makeVault();
    const second = await storeTwo(vault);
    await swapCredentials();
    await expect(vault.openCredential(second, purposeOf('mailbox-2'), use)).rejects.toThrow(SealBrokenError);
  });

  it('would, were it not for the associated data (negative control)', async () => {
    await using vault = new UnboundVault(database.pool, keys);
    const second = await storeTwo(vault);
    await swapCredentials();
    const opened = await vault.openCredential(second, purposeOf('mailbox-2'), use);
    expect(opened.toString()).toBe('secret of one');
  });

  it('does not open a row whose owner was rewritten', async () => {
    const vault = makeVault();
    await storeTwo(vault);
    await database.pool.query(`UPDATE vault.credential SET owner = 'mailbox-9' WHERE credential_id = 'c1'`);
    await expect(vault.openCredential({ credentialId: 'c1', version: 1 }, purposeOf('mailbox-9'), use)).rejects.toThrow(SealBrokenError);
  });

  it('does not take another owner’s data key for its own', async () => {
    const vault = makeVault();
    await vault.sealerFor('mailbox-1');
    await vault.sealerFor('mailbox-2');
    await database.pool.query(
      `UPDATE vault.data_key AS a SET wrapped_key = b.wrapped_key FROM vault.data_key AS b WHERE a.owner <> b.owner`,
    );
    await expect(makeVault().sealerFor('mailbox-1')).rejects.toThrow(SealBrokenError);
  });

  it('refuses a tag cut short', async () => {
    const vault = makeVault();
    const second = await storeTwo(vault);
    await database.pool.query('UPDATE vault.credential SET ciphertext = substring(ciphertext FOR length(ciphertext) - 12)');
    await expect(vault.openCredential(second, purposeOf('mailbox-2'), use)).rejects.toThrow(SealBrokenError);
  });

  it('does not let the record of uses be changed', async () => {
    const vault = makeVault();
    await vault.openCredential(await storeTwo(vault), purposeOf('mailbox-2'), use);
    for (const sql of ['UPDATE vault.credential_use SET reason = $1', 'DELETE FROM vault.credential_use WHERE reason <> $1']) {
      await expect(database.pool.query(sql, ['nothing'])).rejects.toThrow('only added to');
    }
    await expect(database.pool.query('TRUNCATE vault.credential_use')).rejects.toThrow('only added to');
  });

  it('holds no secret in any form', async () => {
    const secret = 'canary-51fe0b-password';
    await makeVault().storeCredential('c1', purposeOf('mailbox-1'), Buffer.from(secret));
    const { rows } = await database.pool.query<{ text: string }>('SELECT c::text AS text FROM vault.credential AS c');
    expect(rows).toHaveLength(1);
    expect(findCanary(rows[0]!.text, secret)).toEqual([]);
  });
});

describe('PostgresVault in trouble', () => {
  it('says which key is missing when the key-encryption key is another one', async () => {
    const reference = await makeVault().storeCredential('c1', purposeOf('mailbox-1'), Buffer.from('secret'));
    await makeVault().sealerFor('mailbox-1');
    await using stranger = new PostgresVault(database.pool, new InMemoryKeyProvider());
    await expect(stranger.openCredential(reference, purposeOf('mailbox-1'), use)).rejects.toThrow(KeyUnavailableError);
    await expect(stranger.sealerFor('mailbox-1')).rejects.toThrow(keys.currentKeyId);
  });

  it('gives no secret when the use cannot be recorded', async () => {
    const vault = makeVault();
    const reference = await vault.storeCredential('c1', purposeOf('mailbox-1'), Buffer.from('secret'));
    await database.pool.query(
      `CREATE FUNCTION vault.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '53100'; END $$;
       CREATE TRIGGER full_disk BEFORE INSERT ON vault.credential_use EXECUTE FUNCTION vault.full()`,
    );
    await expect(vault.openCredential(reference, purposeOf('mailbox-1'), use)).rejects.toThrow(VaultUnavailableError);
  });

  it('keeps sealing with a cached key while the database is away', async () => {
    await using own = await createTestDatabase();
    await migrateVault(own.pool);
    await using vault = new PostgresVault(own.pool, keys);
    await vault.sealerFor('mailbox-1');
    await own.pool.query('ALTER TABLE vault.data_key RENAME TO away');
    const sealer = await vault.sealerFor('mailbox-1');
    expect(sealer.open(sealer.seal(Buffer.from('x'), 'c'), 'c').toString()).toBe('x');
    await expect(vault.sealerFor('mailbox-2')).rejects.toThrow();
  });
});
