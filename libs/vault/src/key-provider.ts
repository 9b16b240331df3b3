export interface WrappedKey {
  /** Which key-encryption key wrapped it. */
  readonly keyId: string;
  readonly ciphertext: Buffer;
}

/**
 * Wraps data keys with a key-encryption key that never leaves it (a key file, a cloud KMS, Vault transit).
 * See `testing/key-provider.contract.ts`.
 */
export abstract class KeyProvider implements AsyncDisposable {
  /** Id of the key new data keys are wrapped with. */
  abstract readonly currentKeyId: string;

  /** @param context bound as associated data: unwrapping needs the same */
  abstract wrap(dataKey: Uint8Array, context: string): Promise<WrappedKey>;

  /** @throws KeyUnavailableError when the key-encryption key is unknown or gone, SealBrokenError when bytes or context differ */
  abstract unwrap(wrapped: WrappedKey, context: string): Promise<Buffer>;

  abstract [Symbol.asyncDispose](): Promise<void>;
}
