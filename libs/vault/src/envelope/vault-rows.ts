import type { WrappedKey } from '../key-provider.js';
import type { CredentialPurpose, CredentialReference, CredentialUse } from '../vault.js';

/** A credential under its own data key. */
export interface SealedCredential {
  readonly wrappedKey: WrappedKey;
  readonly ciphertext: Buffer;
}

export interface CredentialRow extends CredentialReference, CredentialPurpose {
  /** `undefined`: destroyed. The row stays, so that a late retry does not bring the secret back. */
  readonly sealed: SealedCredential | undefined;
}

export interface RecordedUse extends CredentialReference, CredentialPurpose, CredentialUse {
  readonly usedAt: Date;
}

/** What is stored, all of it sealed. One per technology; the cryptography above it is the same for all. */
export abstract class VaultRows {
  abstract credential(credentialId: string): Promise<CredentialRow | undefined>;

  /** 0 when this purpose never had a credential. */
  abstract latestVersion(purpose: CredentialPurpose): Promise<number>;

  /** @returns false, and stores nothing, when the id or the purpose's version is taken */
  abstract insertCredential(row: CredentialRow): Promise<boolean>;

  /** Records the use and reads the row in one step: no row leaves unrecorded. A use of what is not there is recorded too. */
  abstract useCredential(
    reference: CredentialReference,
    purpose: CredentialPurpose,
    use: CredentialUse,
  ): Promise<CredentialRow | undefined>;

  abstract destroyCredentials(owner: string): Promise<void>;

  abstract dataKey(owner: string): Promise<WrappedKey | 'destroyed' | undefined>;

  /** Keeps the key that is there, or its tombstone. */
  abstract insertDataKey(owner: string, wrapped: WrappedKey): Promise<void>;

  /** Leaves a tombstone, also where there was no key. */
  abstract destroyDataKey(owner: string): Promise<void>;
}
