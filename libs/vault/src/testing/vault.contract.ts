import { inspect } from 'node:util';
import type { RecordedUse } from '../envelope/vault-rows.js';
import type { CredentialPurpose, CredentialUse, Vault } from '../vault.js';
import {
  CredentialConflictError,
  CredentialNotFoundError,
  DataKeyDestroyedError,
  SealBrokenError,
  SealerClosedError,
} from '../vault.errors.js';
import { findCanary } from './canary.js';

export interface VaultUnderTest extends AsyncDisposable {
  readonly vault: Vault;
  /** Another process on the same storage with the same keys. Disposed with the whole. */
  another(): Vault;
  /** Every recorded decryption, oldest first. */
  uses(): Promise<readonly RecordedUse[]>;
}

const secret = 'canary-7f3a9c-password';
const incoming: CredentialPurpose = { owner: 'mailbox-1', purpose: 'incoming' };
const outgoing: CredentialPurpose = { owner: 'mailbox-1', purpose: 'outgoing' };
const use: CredentialUse = { actor: { id: 'sync-worker', kind: 'service' }, reason: 'sync' };
const plaintext = Buffer.from('subject: hello');

export const vaultContract = (name: string, makeVault: () => Promise<VaultUnderTest>): void => {
  describe(`${name} as a Vault`, () => {
    let under: VaultUnderTest;
    let vault: Vault;
    beforeEach(async () => {
      under = await makeVault();
      vault = under.vault;
    });
    afterEach(() => under[Symbol.asyncDispose]());

    const store = (id: string, purpose = incoming, text = secret) => vault.storeCredential(id, purpose, Buffer.from(text));
    const opened = async (by: Vault, id: string, purpose = incoming, version = 1) =>
      (await by.openCredential({ credentialId: id, version }, purpose, use)).toString();

    describe('credentials', () => {
      it('opens what was stored, here and in another process', async () => {
        expect(await store('c1')).toEqual({ credentialId: 'c1', version: 1 });
        expect(await opened(vault, 'c1')).toBe(secret);
        expect(await opened(under.another(), 'c1')).toBe(secret);
      });

      it('stores bytes as they are, also none at all', async () => {
        const bytes = Buffer.from([0, 255, 10, 0]);
        await vault.storeCredential('bytes', incoming, bytes);
        await vault.storeCredential('empty', outgoing, Buffer.alloc(0));
        expect(await vault.openCredential({ credentialId: 'bytes', version: 1 }, incoming, use)).toEqual(bytes);
        expect(await opened(vault, 'empty', outgoing)).toBe('');
      });

      it('counts the versions of one purpose; the older stay open', async () => {
        await store('c1', incoming, 'first');
        await store('c2', outgoing, 'other purpose');
        expect(await store('c3', incoming, 'second')).toEqual({ credentialId: 'c3', version: 2 });
        expect(await opened(vault, 'c1')).toBe('first');
        expect(await opened(vault, 'c3', incoming, 2)).toBe('second');
      });

      it('stores a repeated command once', async () => {
        await store('c1');
        expect(await store('c1')).toEqual({ credentialId: 'c1', version: 1 });
      });

      it('gives concurrent stores of one id one version, and of many ids a version each', async () => {
        const same = await Promise.all(Array.from({ length: 6 }, () => store('same')));
        expect(new Set(same.map(({ version }) => version))).toEqual(new Set([1]));
        const many = await Promise.all(Array.from({ length: 6 }, (_, index) => store(`many-${index}`)));
        expect(many.map(({ version }) => version).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7]);
      });

      it('refuses an id that belongs to another owner or purpose', async () => {
        await store('c1');
        await expect(store('c1', outgoing)).rejects.toThrow(CredentialConflictError);
        await expect(store('c1', { ...incoming, owner: 'mailbox-2' })).rejects.toThrow(CredentialConflictError);
        expect(await opened(vault, 'c1')).toBe(secret);
      });

      it('does not open for another owner, purpose or version', async () => {
        await store('c1');
        await expect(opened(vault, 'c1', outgoing)).rejects.toThrow(SealBrokenError);
        await expect(opened(vault, 'c1', { ...incoming, owner: 'mailbox-2' })).rejects.toThrow(SealBrokenError);
        await expect(opened(vault, 'c1', incoming, 2)).rejects.toThrow(CredentialNotFoundError);
        await expect(opened(vault, 'absent')).rejects.toThrow(CredentialNotFoundError);
      });

      it('does not let one name run into the next', async () => {
        await store('c1', { owner: 'a', purpose: 'b|c' });
        await expect(opened(vault, 'c1', { owner: 'a|b', purpose: 'c' })).rejects.toThrow(SealBrokenError);
        await expect(opened(vault, 'c1', { owner: 'a","b', purpose: 'c' })).rejects.toThrow(SealBrokenError);
      });

      it('records every opening, also a refused one', async () => {
        await store('c1');
        await opened(vault, 'c1');
        await opened(vault, 'c1', outgoing).catch(() => undefined);
        await opened(vault, 'absent').catch(() => undefined);
        const uses = await under.uses();
        expect(uses.map(({ credentialId, purpose }) => [credentialId, purpose])).toEqual([
          ['c1', 'incoming'],
          ['c1', 'outgoing'],
          ['absent', 'incoming'],
        ]);
        expect(uses[0]).toMatchObject({ ...incoming, ...use, version: 1, usedAt: expect.any(Date) as Date });
      });

      it('destroys all of one owner and nothing of another', async () => {
        await store('c1');
        await store('c2', outgoing);
        await store('c3', { owner: 'mailbox-2', purpose: 'incoming' });
        await vault.destroyCredentials('mailbox-1');
        await expect(opened(vault, 'c1')).rejects.toThrow(CredentialNotFoundError);
        await expect(opened(vault, 'c2', outgoing)).rejects.toThrow(CredentialNotFoundError);
        expect(await opened(vault, 'c3', { owner: 'mailbox-2', purpose: 'incoming' })).toBe(secret);
      });

      it('does not bring a destroyed secret back when its command is retried late; a new one is fine', async () => {
        await store('c1');
        await vault.destroyCredentials('mailbox-1');
        await vault.destroyCredentials('mailbox-1');
        await expect(store('c1')).rejects.toThrow(CredentialConflictError);
        expect(await store('c9')).toEqual({ credentialId: 'c9', version: 2 });
      });

      it('keeps the secret out of every error', async () => {
        await store('c1');
        const refusals = await Promise.allSettled([
          store('c1', outgoing),
          opened(vault, 'c1', outgoing),
          opened(vault, 'c1', incoming, 2),
          opened(vault, 'absent'),
        ]);
        expect(refusals.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
        expect(findCanary(inspect(refusals, { depth: 20 }), secret)).toEqual([]);
      });
    });

    describe('data keys', () => {
      it('opens with the same owner’s sealer, here and in another process', async () => {
        const sealed = (await vault.sealerFor('mailbox-1')).seal(plaintext, 'envelope 1');
        expect((await vault.sealerFor('mailbox-1')).open(sealed, 'envelope 1')).toEqual(plaintext);
        expect((await under.another().sealerFor('mailbox-1')).open(sealed, 'envelope 1')).toEqual(plaintext);
      });

      it('does not open with another owner’s', async () => {
        const sealed = (await vault.sealerFor('mailbox-1')).seal(plaintext, 'envelope 1');
        const other = await vault.sealerFor('mailbox-2');
        expect(() => other.open(sealed, 'envelope 1')).toThrow(SealBrokenError);
      });

      it('makes one key for an owner, however many processes ask first', async () => {
        const vaults = Array.from({ length: 5 }, () => under.another());
        const sealers = await Promise.all(vaults.flatMap((each) => [each.sealerFor('new'), each.sealerFor('new')]));
        const sealed = sealers.map((sealer) => sealer.seal(plaintext, 'c'));
        for (const sealer of sealers) for (const each of sealed) expect(sealer.open(each, 'c')).toEqual(plaintext);
      });

      it('destroys a key for good: held, cached or asked for anew', async () => {
        const held = await vault.sealerFor('mailbox-1');
        const sealed = held.seal(plaintext, 'c');
        await vault.destroyDataKey('mailbox-1');
        expect(() => held.open(sealed, 'c')).toThrow(SealerClosedError);
        expect(() => held.seal(plaintext, 'c')).toThrow(SealerClosedError);
        await expect(vault.sealerFor('mailbox-1')).rejects.toThrow(DataKeyDestroyedError);
        await expect(under.another().sealerFor('mailbox-1')).rejects.toThrow(DataKeyDestroyedError);
      });

      it('destroys what was never made: erasure racing a first sync wins', async () => {
        await vault.destroyDataKey('mailbox-3');
        await vault.destroyDataKey('mailbox-3');
        await expect(vault.sealerFor('mailbox-3')).rejects.toThrow(DataKeyDestroyedError);
      });

      it('leaves no usable sealer when asked for and destroyed at the same time', async () => {
        const [asked] = await Promise.allSettled([vault.sealerFor('raced'), vault.destroyDataKey('raced')]);
        if (asked.status === 'fulfilled') expect(() => asked.value.seal(plaintext, 'c')).toThrow(SealerClosedError);
        await expect(vault.sealerFor('raced')).rejects.toThrow(DataKeyDestroyedError);
      });
    });

    it('closes its sealers when disposed', async () => {
      const sealer = await vault.sealerFor('mailbox-1');
      await vault[Symbol.asyncDispose]();
      expect(() => sealer.seal(plaintext, 'c')).toThrow(SealerClosedError);
    });
  });
};
