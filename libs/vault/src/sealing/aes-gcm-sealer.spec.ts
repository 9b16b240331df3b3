import { createDecipheriv, randomBytes } from 'node:crypto';
import { SealBrokenError, SealerClosedError } from '../vault.errors.js';
import { AesGcmSealer, newDataKey } from './aes-gcm-sealer.js';

describe('AesGcmSealer', () => {
  const sealer = new AesGcmSealer(newDataKey());

  it.each([0, 1, 15, 16, 17, 4096, 1_000_000])('opens what it sealed, %i bytes', (size) => {
    const plaintext = randomBytes(size);
    const sealed = sealer.seal(plaintext, 'context ü');
    expect(sealed).toHaveLength(size + 29);
    expect(sealer.open(sealed, 'context ü').equals(plaintext)).toBe(true);
  });

  it('writes version | nonce | ciphertext | tag, which plain node:crypto opens', () => {
    const key = newDataKey();
    const copy = Buffer.from(key);
    const sealed = new AesGcmSealer(key).seal(Buffer.from('hello'), 'place');
    const decipher = createDecipheriv('aes-256-gcm', copy, sealed.subarray(1, 13), { authTagLength: 16 });
    decipher.setAAD(Buffer.from('\u0001place')).setAuthTag(sealed.subarray(-16));
    expect(sealed[0]).toBe(1);
    expect(Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]).toString()).toBe('hello');
  });

  it('gives every nonce out once, however many are drawn at a time', () => {
    const nonces = Array.from({ length: 2_000 }, () => sealer.seal(Buffer.alloc(0), 'c').toString('hex', 1, 13));
    expect(new Set(nonces).size).toBe(2_000);
  });

  it('refuses another context or key', () => {
    const sealed = sealer.seal(Buffer.from('hello'), 'here');
    expect(() => sealer.open(sealed, 'there')).toThrow(SealBrokenError);
    expect(() => new AesGcmSealer(newDataKey()).open(sealed, 'here')).toThrow(SealBrokenError);
  });

  it('refuses every altered byte', () => {
    const sealed = sealer.seal(Buffer.from('hello'), 'c');
    for (let index = 0; index < sealed.length; index++) {
      const altered = Buffer.from(sealed);
      altered[index]! ^= 0x80;
      expect(() => sealer.open(altered, 'c')).toThrow(SealBrokenError);
    }
  });

  it('refuses every cut and every added byte', () => {
    const sealed = sealer.seal(Buffer.from('hello'), 'c');
    for (let length = 0; length < sealed.length; length++) {
      expect(() => sealer.open(sealed.subarray(0, length), 'c')).toThrow(SealBrokenError);
    }
    expect(() => sealer.open(Buffer.concat([sealed, Buffer.from([0])]), 'c')).toThrow(SealBrokenError);
  });

  it('needs its own length check: node takes a tag of 4 bytes unless told (negative control)', () => {
    const key = newDataKey();
    const copy = Buffer.from(key);
    const sealed = new AesGcmSealer(key).seal(Buffer.from('hello'), 'c');
    const short = () => {
      const decipher = createDecipheriv('aes-256-gcm', copy, sealed.subarray(1, 13), { authTagLength: 4 });
      decipher.setAAD(Buffer.from('\u0001c')).setAuthTag(sealed.subarray(18, 22));
      return Buffer.concat([decipher.update(sealed.subarray(13, 18)), decipher.final()]).toString();
    };
    expect(short()).toBe('hello');
    expect(() => new AesGcmSealer(copy).open(sealed.subarray(0, 22), 'c')).toThrow(SealBrokenError);
  });

  it('seals the same text differently each time', () => {
    const seals = new Set(Array.from({ length: 1000 }, () => sealer.seal(Buffer.from('x'), 'c').toString('hex', 1, 13)));
    expect(seals.size).toBe(1000);
  });

  it('wipes the key it was given, and refuses one that is too short', () => {
    const key = newDataKey();
    new AesGcmSealer(key)[Symbol.dispose]();
    expect(key.equals(Buffer.alloc(32))).toBe(true);
    expect(() => new AesGcmSealer(Buffer.alloc(16))).toThrow(RangeError);
  });

  it('refuses to work once disposed', () => {
    const closed = new AesGcmSealer(newDataKey());
    const sealed = closed.seal(Buffer.from('x'), 'c');
    closed[Symbol.dispose]();
    expect(() => closed.seal(Buffer.from('x'), 'c')).toThrow(SealerClosedError);
    expect(() => closed.open(sealed, 'c')).toThrow(SealerClosedError);
  });
});
