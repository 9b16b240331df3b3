import { envelopeContext, mailboxOwner } from '@postbode/domain';
import { EnvelopeOpener, parseEnvelope, type OpenEnvelope } from '@postbode/read-model';
import { DataKeyDestroyedError, type Sealer, type Vault } from '@postbode/vault';

const nothingToSee: OpenEnvelope = () => null;

const openWith =
  (sealer: Sealer): OpenEnvelope =>
  (sealed, emailId) =>
    parseEnvelope(JSON.parse(sealer.open(Buffer.from(sealed, 'base64'), envelopeContext(emailId)).toString('utf8')));

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
