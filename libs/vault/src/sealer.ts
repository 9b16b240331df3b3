/**
 * Authenticated encryption under one data key. The sealed form is `version(1) | nonce(12) | ciphertext | tag(16)`.
 * Synchronous on purpose: sealing 4 KB costs microseconds, and a batch seals thousands.
 */
export abstract class Sealer {
  /** @param context what this is and where it belongs; must be given again to open it */
  abstract seal(plaintext: Uint8Array, context: string): Buffer;

  /** @throws SealBrokenError when key, context or bytes are not the ones it was sealed with */
  abstract open(sealed: Uint8Array, context: string): Buffer;
}
