import { randomBytes } from 'node:crypto';
import { envelopeContext, mailboxOwner } from '@postbode/domain';
import { AesGcmSealer, DataKeyDestroyedError, KeyUnavailableError, SealBrokenError } from '@postbode/vault';
import { VaultEnvelopeOpener } from './vault-envelope-opener.js';

const mailboxId = '22222222-2222-4222-8222-222222222222';
const emailId = '66666666-6666-4666-8666-666666666666';

describe('VaultEnvelopeOpener', () => {
  const sealer = new AesGcmSealer(randomBytes(32));
  const seal = (envelope: object): string =>
    sealer.seal(Buffer.from(JSON.stringify(envelope)), envelopeContext(emailId)).toString('base64');

  it('opens with the key of the mailbox', async () => {
    const asked: string[] = [];
    const opener = new VaultEnvelopeOpener({
      sealerFor: (owner) => {
        asked.push(owner);
        return Promise.resolve(sealer);
      },
    });
    const open = await opener.forMailbox(mailboxId);
    expect(open(seal({ subject: 'Hello' }), emailId)).toMatchObject({ subject: 'Hello', from: [] });
    expect(asked).toEqual([mailboxOwner(mailboxId)]);
  });

  it('does not open an envelope that belongs to another e-mail', async () => {
    const open = await new VaultEnvelopeOpener({ sealerFor: () => Promise.resolve(sealer) }).forMailbox(mailboxId);
    expect(() => open(seal({ subject: 'Hello' }), mailboxId)).toThrow(SealBrokenError);
  });

  it('does not quote what it cannot read', async () => {
    const open = await new VaultEnvelopeOpener({ sealerFor: () => Promise.resolve(sealer) }).forMailbox(mailboxId);
    const sealed = sealer.seal(Buffer.from('private words'), envelopeContext(emailId)).toString('base64');
    expect(() => open(sealed, emailId)).toThrow('A sealed envelope opened, but does not hold JSON.');
  });

  it('sees nothing once the key is destroyed', async () => {
    const opener = new VaultEnvelopeOpener({ sealerFor: () => Promise.reject(new DataKeyDestroyedError('mailbox')) });
    expect((await opener.forMailbox(mailboxId))(seal({ subject: 'Hello' }), emailId)).toBeNull();
  });

  it('does not take a key that cannot be had right now for a destroyed one', async () => {
    const opener = new VaultEnvelopeOpener({ sealerFor: () => Promise.reject(new KeyUnavailableError('key')) });
    await expect(opener.forMailbox(mailboxId)).rejects.toThrow(KeyUnavailableError);
  });
});
