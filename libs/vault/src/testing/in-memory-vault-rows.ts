import { VaultRows, type CredentialRow, type RecordedUse } from '../envelope/vault-rows.js';
import type { WrappedKey } from '../key-provider.js';
import type { CredentialPurpose, CredentialReference, CredentialUse } from '../vault.js';

export class InMemoryVaultRows extends VaultRows {
  readonly credentials = new Map<string, CredentialRow>();
  readonly dataKeys = new Map<string, WrappedKey | 'destroyed'>();
  readonly uses: RecordedUse[] = [];

  override async credential(credentialId: string): Promise<CredentialRow | undefined> {
    return this.credentials.get(credentialId);
  }

  override async latestVersion(purpose: CredentialPurpose): Promise<number> {
    return Math.max(0, ...this.of(purpose).map(({ version }) => version));
  }

  override async insertCredential(row: CredentialRow): Promise<boolean> {
    const taken = this.credentials.has(row.credentialId) || this.of(row).some(({ version }) => version === row.version);
    if (!taken) this.credentials.set(row.credentialId, row);
    return !taken;
  }

  override async useCredential(
    { credentialId, version }: CredentialReference,
    { owner, purpose }: CredentialPurpose,
    { actor, reason }: CredentialUse,
  ): Promise<CredentialRow | undefined> {
    this.uses.push({ credentialId, version, owner, purpose, actor, reason, usedAt: new Date() });
    const row = this.credentials.get(credentialId);
    return row?.version === version ? row : undefined;
  }

  override async destroyCredentials(owner: string): Promise<void> {
    for (const [id, row] of this.credentials) if (row.owner === owner) this.credentials.set(id, { ...row, sealed: undefined });
  }

  override async dataKey(owner: string): Promise<WrappedKey | 'destroyed' | undefined> {
    return this.dataKeys.get(owner);
  }

  override async insertDataKey(owner: string, wrapped: WrappedKey): Promise<void> {
    if (!this.dataKeys.has(owner)) this.dataKeys.set(owner, wrapped);
  }

  override async destroyDataKey(owner: string): Promise<void> {
    this.dataKeys.set(owner, 'destroyed');
  }

  private of({ owner, purpose }: CredentialPurpose): readonly CredentialRow[] {
    return [...this.credentials.values()].filter((row) => row.owner === owner && row.purpose === purpose);
  }
}
