import type { KeyProvider, WrappedKey } from '../key-provider.js';
import type { Sealer } from '../sealer.js';
import { AesGcmSealer, newDataKey } from '../sealing/aes-gcm-sealer.js';
import { Vault, type CredentialPurpose, type CredentialReference, type CredentialUse } from '../vault.js';
import { CredentialConflictError, CredentialNotFoundError, DataKeyDestroyedError, VaultUnavailableError } from '../vault.errors.js';
import { SealerCache, type SealerCacheOptions } from './sealer-cache.js';
import type { CredentialRow, SealedCredential, VaultRows } from './vault-rows.js';

const maxTries = 20;

const dataKeyContext = (owner: string): string => JSON.stringify(['data-key', owner]);

const sameIdAgain = (row: CredentialRow, { owner, purpose }: CredentialPurpose): CredentialReference => {
  const same = row.owner === owner && row.purpose === purpose && row.sealed !== undefined;
  if (!same) throw new CredentialConflictError(row.credentialId);
  return { credentialId: row.credentialId, version: row.version };
};

/** Envelope encryption over any {@link VaultRows}: a random data key per credential and per owner, wrapped by the key provider. */
export class EnvelopeVault extends Vault {
  private readonly sealers: SealerCache;

  /** @param keys not owned: the caller disposes it after the vault */
  constructor(
    private readonly rows: VaultRows,
    private readonly keys: KeyProvider,
    cache?: SealerCacheOptions,
  ) {
    super();
    this.sealers = new SealerCache(cache);
  }

  override async storeCredential(credentialId: string, purpose: CredentialPurpose, secret: Uint8Array): Promise<CredentialReference> {
    for (let attempt = 0; attempt < maxTries; attempt++) {
      const known = await this.rows.credential(credentialId);
      if (known !== undefined) return sameIdAgain(known, purpose);
      const reference = { credentialId, version: (await this.rows.latestVersion(purpose)) + 1 };
      const sealed = await this.sealCredential(reference, purpose, secret);
      if (await this.rows.insertCredential({ ...reference, owner: purpose.owner, purpose: purpose.purpose, sealed })) return reference;
    }
    throw new VaultUnavailableError();
  }

  override async openCredential(reference: CredentialReference, purpose: CredentialPurpose, use: CredentialUse): Promise<Buffer> {
    const row = await this.rows.useCredential(reference, purpose, use);
    if (row?.sealed === undefined) throw new CredentialNotFoundError(reference.credentialId);
    const context = this.credentialContext(reference, purpose);
    using sealer = new AesGcmSealer(await this.keys.unwrap(row.sealed.wrappedKey, context));
    return sealer.open(row.sealed.ciphertext, context);
  }

  override async destroyCredentials(owner: string): Promise<void> {
    await this.rows.destroyCredentials(owner);
  }

  override sealerFor(owner: string): Promise<Sealer> {
    return this.sealers.get(owner, () => this.loadSealer(owner));
  }

  /** The row first, the cache second: a sealer loaded in between finds the tombstone, one loaded before is closed here. */
  override async destroyDataKey(owner: string): Promise<void> {
    await this.rows.destroyDataKey(owner);
    await this.sealers.drop(owner);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.sealers[Symbol.asyncDispose]();
  }

  /**
   * What a credential is bound to, as JSON so that no name can run into the next. The id of the key-encryption key is bound by the
   * wrapping, not here: rotating it then rewraps data keys and leaves ciphertexts alone.
   */
  protected credentialContext({ credentialId, version }: CredentialReference, { owner, purpose }: CredentialPurpose): string {
    return JSON.stringify(['credential', owner, purpose, credentialId, version]);
  }

  private async sealCredential(reference: CredentialReference, purpose: CredentialPurpose, secret: Uint8Array): Promise<SealedCredential> {
    const context = this.credentialContext(reference, purpose);
    const dataKey = newDataKey();
    try {
      const wrappedKey = await this.keys.wrap(dataKey, context);
      using sealer = new AesGcmSealer(dataKey);
      return { wrappedKey, ciphertext: sealer.seal(secret, context) };
    } finally {
      dataKey.fill(0);
    }
  }

  private async loadSealer(owner: string): Promise<AesGcmSealer> {
    const wrapped = (await this.existingDataKey(owner)) ?? (await this.newDataKey(owner));
    const dataKey = await this.keys.unwrap(wrapped, dataKeyContext(owner));
    return new AesGcmSealer(dataKey);
  }

  private async existingDataKey(owner: string): Promise<WrappedKey | undefined> {
    const wrapped = await this.rows.dataKey(owner);
    if (wrapped === 'destroyed') throw new DataKeyDestroyedError(owner);
    return wrapped;
  }

  /** Whoever comes first decides; the others read what is there. */
  private async newDataKey(owner: string): Promise<WrappedKey> {
    const dataKey = newDataKey();
    const wrapped = await this.keys.wrap(dataKey, dataKeyContext(owner));
    dataKey.fill(0);
    await this.rows.insertDataKey(owner, wrapped);
    const stored = await this.existingDataKey(owner);
    if (stored === undefined) throw new VaultUnavailableError();
    return stored;
  }
}
