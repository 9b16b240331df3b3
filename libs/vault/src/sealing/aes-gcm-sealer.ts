import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, randomFillSync, type KeyObject } from 'node:crypto';
import { Sealer } from '../sealer.js';
import { SealBrokenError, SealerClosedError } from '../vault.errors.js';

const algorithm = 'aes-256-gcm';
const formatVersion = 1;
const bodyStart = 13;
const nonceBytes = 12;
/** Asking for random bytes costs 1.5 µs, for 12 or for 3,072. */
const noncesAtOnce = 256;
const tagBytes = 16;
const overheadBytes = bodyStart + tagBytes;

/** Node accepts tags of 4 bytes unless told otherwise, and a short tag can be forged. */
const cipherOptions = { authTagLength: tagBytes } as const;

const dataKeyBytes = 32;

export const newDataKey = (): Buffer => randomBytes(dataKeyBytes);

/** The format's version is authenticated too, so that a later version cannot be passed off as this one. */
const associatedData = (context: string): Buffer => Buffer.from(String.fromCharCode(formatVersion) + context, 'utf8');

/**
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce: good for 2^32 seals a key.
 * Holds its key as a KeyObject: with a Buffer, node sets the key up again at every call, which made a seal three times slower
 * (19 µs and 5.6 µs for 200 bytes, 22 µs and 8.3 µs for 4 KB, 2 cores).
 */
export class AesGcmSealer extends Sealer implements Disposable {
  private key: KeyObject | undefined;
  private readonly nonces = Buffer.allocUnsafeSlow(nonceBytes * noncesAtOnce);
  private nextNonce = noncesAtOnce;

  /** @param key 32 bytes; copied, and wiped before this returns */
  constructor(key: Buffer) {
    super();
    if (key.length !== dataKeyBytes) throw new RangeError(`A data key has ${dataKeyBytes} bytes, not ${key.length}.`);
    this.key = createSecretKey(key);
    key.fill(0);
  }

  /** @throws SealerClosedError */
  override seal(plaintext: Uint8Array, context: string): Buffer {
    const sealed = Buffer.allocUnsafe(overheadBytes + plaintext.length);
    sealed[0] = formatVersion;
    this.takeNonce().copy(sealed, 1);
    const cipher = createCipheriv(algorithm, this.openKey(), sealed.subarray(1, bodyStart), cipherOptions);
    cipher.setAAD(associatedData(context));
    sealed.set(cipher.update(plaintext), bodyStart);
    cipher.final();
    sealed.set(cipher.getAuthTag(), bodyStart + plaintext.length);
    return sealed;
  }

  /** @throws SealBrokenError, SealerClosedError */
  override open(sealed: Uint8Array, context: string): Buffer {
    const key = this.openKey();
    const tagStart = sealed.length - tagBytes;
    if (tagStart < bodyStart || sealed[0] !== formatVersion) throw new SealBrokenError();
    try {
      const decipher = createDecipheriv(algorithm, key, sealed.subarray(1, bodyStart), cipherOptions);
      decipher.setAAD(associatedData(context));
      decipher.setAuthTag(sealed.subarray(tagStart));
      const plaintext = decipher.update(sealed.subarray(bodyStart, tagStart));
      decipher.final();
      return plaintext;
    } catch {
      throw new SealBrokenError();
    }
  }

  /** Lets the key go (OpenSSL cleanses it when the object is collected) and refuses further use. */
  [Symbol.dispose](): void {
    this.key = undefined;
  }

  /** Every one is given out once. */
  private takeNonce(): Buffer {
    if (this.nextNonce === noncesAtOnce) {
      randomFillSync(this.nonces);
      this.nextNonce = 0;
    }
    const start = this.nextNonce++ * nonceBytes;
    return this.nonces.subarray(start, start + nonceBytes);
  }

  private openKey(): KeyObject {
    if (this.key === undefined) throw new SealerClosedError();
    return this.key;
  }
}
