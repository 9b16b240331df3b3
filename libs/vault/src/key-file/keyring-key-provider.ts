import { KeyProvider, type WrappedKey } from '../key-provider.js';
import { AesGcmSealer } from '../sealing/aes-gcm-sealer.js';
import { KeyUnavailableError } from '../vault.errors.js';
import type { Keyring } from './keyring.js';

/** JSON, so that no choice of context can read as another key's. */
const associated = (keyId: string, context: string): string => JSON.stringify(['wrapped-key', keyId, context]);

/** Wraps with key-encryption keys held in this process. The keyring's own buffers are wiped when it is made. */
export class KeyringKeyProvider extends KeyProvider {
  readonly currentKeyId: string;
  protected readonly keys: Map<string, AesGcmSealer>;

  constructor({ current, keys }: Keyring) {
    super();
    this.currentKeyId = current;
    this.keys = new Map(keys.map(({ id, key }) => [id, new AesGcmSealer(key)]));
  }

  override async wrap(dataKey: Uint8Array, context: string): Promise<WrappedKey> {
    const keyId = this.currentKeyId;
    return { keyId, ciphertext: this.keyOf(keyId).seal(dataKey, associated(keyId, context)) };
  }

  override async unwrap({ keyId, ciphertext }: WrappedKey, context: string): Promise<Buffer> {
    return this.keyOf(keyId).open(ciphertext, associated(keyId, context));
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    for (const key of this.keys.values()) key[Symbol.dispose]();
    this.keys.clear();
  }

  private keyOf(keyId: string): AesGcmSealer {
    const key = this.keys.get(keyId);
    if (key === undefined) throw new KeyUnavailableError(keyId);
    return key;
  }
}
