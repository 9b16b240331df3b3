import type { Actor } from '@postbode/kernel';
import type { Sealer } from './sealer.js';

/** Names one stored secret. Safe to put in events, logs and answers. */
export interface CredentialReference {
  readonly credentialId: string;
  readonly version: number;
}

/** Whose secret it is and what for; bound into the ciphertext as associated data. */
export interface CredentialPurpose {
  /** Stream-like name of the owner: `mailbox-<id>`, `profile-<id>`. */
  readonly owner: string;
  /** `incoming`, `outgoing`, `password`, … */
  readonly purpose: string;
}

export interface CredentialUse {
  readonly actor: Actor;
  /** Why it is decrypted now (`sync`, `test`); kept with every decryption. */
  readonly reason: string;
}

/**
 * Secrets and data keys. AES-256-GCM, a random data key per credential and per mailbox, wrapped by the {@link KeyProvider};
 * owner, purpose and version are associated data, so a ciphertext moved to another row does not open.
 * See `testing/vault.contract.ts`.
 */
export abstract class Vault implements AsyncDisposable {
  /**
   * @param credentialId chosen by the caller (deterministic from the command): storing it again with the same id is a no-op,
   *   so a retried command stores one secret
   * @returns the version counts the secrets this purpose has had, from 1
   * @throws CredentialConflictError when the id belongs to another owner or purpose, or to a destroyed credential
   */
  abstract storeCredential(credentialId: string, purpose: CredentialPurpose, secret: Uint8Array): Promise<CredentialReference>;

  /**
   * Every call is recorded: who, which credential, why. The caller wipes the buffer after use (`buffer.fill(0)`).
   * @throws CredentialNotFoundError, SealBrokenError (another purpose, or moved bytes), KeyUnavailableError
   */
  abstract openCredential(reference: CredentialReference, purpose: CredentialPurpose, use: CredentialUse): Promise<Buffer>;

  /** Deletes every secret of the owner. */
  abstract destroyCredentials(owner: string): Promise<void>;

  /**
   * Seals and opens with the owner's own data key, made at first use and cached for a few minutes. Ask again for every batch: a
   * sealer kept for longer keeps a key that may have been destroyed since.
   * @throws DataKeyDestroyedError, KeyUnavailableError
   */
  abstract sealerFor(owner: string): Promise<Sealer>;

  /** Destroys the owner's data key: what it sealed can never be opened again, and no new key is made for this owner. */
  abstract destroyDataKey(owner: string): Promise<void>;

  abstract [Symbol.asyncDispose](): Promise<void>;
}
