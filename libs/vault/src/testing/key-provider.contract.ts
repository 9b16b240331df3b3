import { randomBytes } from 'node:crypto';
import type { KeyProvider } from '../key-provider.js';
import { KeyUnavailableError, SealBrokenError } from '../vault.errors.js';

/** @param makeProvider each call makes a provider with a key-encryption key of its own */
export const keyProviderContract = (name: string, makeProvider: () => Promise<KeyProvider>): void => {
  describe(`${name} as a KeyProvider`, () => {
    let provider: KeyProvider;
    beforeEach(async () => {
      provider = await makeProvider();
    });
    afterEach(() => provider[Symbol.asyncDispose]());

    it('unwraps what it wrapped', async () => {
      const dataKey = randomBytes(32);
      const wrapped = await provider.wrap(dataKey, 'mailbox-1');
      expect(wrapped.keyId).toBe(provider.currentKeyId);
      expect(await provider.unwrap(wrapped, 'mailbox-1')).toEqual(dataKey);
    });

    it('leaves the data key as it was and out of the ciphertext', async () => {
      const dataKey = randomBytes(32);
      const before = Buffer.from(dataKey);
      const { ciphertext } = await provider.wrap(dataKey, 'mailbox-1');
      expect(dataKey).toEqual(before);
      expect(ciphertext.includes(dataKey)).toBe(false);
    });

    it('wraps the same key differently each time', async () => {
      const dataKey = randomBytes(32);
      const [one, other] = await Promise.all([provider.wrap(dataKey, 'c'), provider.wrap(dataKey, 'c')]);
      expect(one.ciphertext.equals(other.ciphertext)).toBe(false);
    });

    it('refuses another context', async () => {
      const wrapped = await provider.wrap(randomBytes(32), 'mailbox-1');
      await expect(provider.unwrap(wrapped, 'mailbox-2')).rejects.toThrow(SealBrokenError);
    });

    it('refuses every altered or missing byte', async () => {
      const { keyId, ciphertext } = await provider.wrap(randomBytes(32), 'c');
      for (let index = 0; index < ciphertext.length; index++) {
        const altered = Buffer.from(ciphertext);
        altered[index]! ^= 1;
        await expect(provider.unwrap({ keyId, ciphertext: altered }, 'c')).rejects.toThrow(SealBrokenError);
        await expect(provider.unwrap({ keyId, ciphertext: ciphertext.subarray(0, index) }, 'c')).rejects.toThrow(SealBrokenError);
      }
    });

    it('says that a key is unavailable, not that bytes are broken, when another key wrapped it', async () => {
      await using other = await makeProvider();
      const wrapped = await other.wrap(randomBytes(32), 'c');
      await expect(provider.unwrap(wrapped, 'c')).rejects.toThrow(KeyUnavailableError);
    });

    it('binds the id of the key-encryption key', async () => {
      await using other = await makeProvider();
      const { ciphertext } = await other.wrap(randomBytes(32), 'c');
      await expect(provider.unwrap({ keyId: provider.currentKeyId, ciphertext }, 'c')).rejects.toThrow(SealBrokenError);
    });
  });
};
