import { envelopeContext, mailboxOwner } from '@postbode/domain';
import { DomainError } from '@postbode/kernel';
import { EnvelopeOpener, parseEnvelope, type OpenEnvelope } from '@postbode/read-model';
import { DataKeyDestroyedError, type Sealer, type Vault } from '@postbode/vault';

const nothingToSee: OpenEnvelope = () => null;

/** Says nothing of the content: the message of `JSON.parse` quotes it, and messages are logged (pitfall 61). */
const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    throw new DomainError('projection.envelope-unreadable', 'unavailable', 'A sealed envelope opened, but does not hold JSON.');
  }
};

const openWith =
  (sealer: Sealer): OpenEnvelope =>
  (sealed, emailId) =>
    parseEnvelope(parsed(sealer.open(Buffer.from(sealed, 'base64'), envelopeContext(emailId)).toString('utf8')));

/** Opens envelopes with the mailbox's data key; a destroyed key leaves nothing to see. */
export class VaultEnvelopeOpener extends EnvelopeOpener {
  constructor(private readonly vault: Pick<Vault, 'sealerFor'>) {
    super();
  }

  async forMailbox(mailboxId: string): Promise<OpenEnvelope> {
    try {
      return openWith(await this.vault.sealerFor(mailboxOwner(mailboxId)));
    } catch (error) {
      if (error instanceof DataKeyDestroyedError) return nothingToSee;
      throw error;
    }
  }
}
