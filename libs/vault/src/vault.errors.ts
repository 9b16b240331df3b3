import { DomainError } from '@postbode/kernel';

// No message here holds a secret, a key, or text of a library (JSON.parse quotes what it read).

/** Retrying does not help: the stored bytes, their place or their key are not the ones they were sealed with. */
export class SealBrokenError extends DomainError {
  constructor() {
    super('vault.seal-broken', 'unavailable', 'A sealed value does not open: its bytes, place or key are not those it was sealed with.');
  }
}

/** The key behind this sealer was wiped (destroyed, or the vault was closed). Ask the vault for the owner's sealer again. */
export class SealerClosedError extends DomainError {
  constructor() {
    super('vault.sealer-closed', 'unavailable', 'The key of this sealer was wiped; ask the vault for a new one.');
  }
}

export class KeyUnavailableError extends DomainError {
  constructor(readonly keyId: string) {
    super('vault.key-unavailable', 'unavailable', `The key-encryption key ${keyId} is not available.`, { details: { keyId } });
  }
}

/** The deployment is unsafe; starting is refused. The message names the file and what to do. */
export class KeyFileUnsafeError extends DomainError {
  constructor(
    readonly path: string,
    problem: string,
    fix: string,
  ) {
    super('vault.key-file-unsafe', 'unavailable', `The key file ${path} ${problem}. ${fix}`);
  }
}

export class KeyFileInvalidError extends DomainError {
  constructor(
    readonly path: string,
    problem: string,
  ) {
    super('vault.key-file-invalid', 'unavailable', `The key file ${path} ${problem}.`);
  }
}

/** Never stored, or destroyed. */
export class CredentialNotFoundError extends DomainError {
  constructor(readonly credentialId: string) {
    super('vault.credential-not-found', 'not-found', `There is no credential ${credentialId}.`, { details: { credentialId } });
  }
}

/** The id belongs to another owner or purpose, or to a credential that was destroyed. */
export class CredentialConflictError extends DomainError {
  constructor(readonly credentialId: string) {
    super('vault.credential-conflict', 'conflict', `The credential id ${credentialId} is taken.`, { details: { credentialId } });
  }
}

/** What this owner's key sealed is erased, and no new key will be made. */
export class DataKeyDestroyedError extends DomainError {
  constructor(readonly owner: string) {
    super('vault.data-key-destroyed', 'not-found', `The data of ${owner} was erased.`, { details: { owner } });
  }
}

export class VaultUnavailableError extends DomainError {
  constructor(cause?: unknown) {
    super('vault.unavailable', 'unavailable', 'The vault could not be reached; retrying is safe.', { cause });
  }
}
