import type { EnvelopeData } from './envelope-data.js';
import { EnvelopeOpener, type OpenEnvelope } from './envelope-opener.js';

export interface SealedEnvelope {
  readonly mailboxId: string;
  readonly emailId: string;
  /** base64 */
  readonly envelope: string;
}

/** Envelopes opened beforehand, while the database was busy with the batch before. */
export class OpenedEnvelopes extends EnvelopeOpener {
  private constructor(private readonly opened: ReadonlyMap<string, EnvelopeData | null>) {
    super();
  }

  /** Asks for each mailbox's key once. Rejects with what opening throws. */
  static async of(sealed: readonly SealedEnvelope[], envelopes: EnvelopeOpener): Promise<OpenedEnvelopes> {
    const mailboxIds = [...new Set(sealed.map(({ mailboxId }) => mailboxId))];
    const openers = new Map(await Promise.all(mailboxIds.map(async (id) => [id, await envelopes.forMailbox(id)] as const)));
    const open = ({ mailboxId, emailId, envelope }: SealedEnvelope): EnvelopeData | null =>
      openers.get(mailboxId)?.(envelope, emailId) ?? null;
    return new OpenedEnvelopes(new Map(sealed.map((one) => [one.envelope, open(one)])));
  }

  async forMailbox(): Promise<OpenEnvelope> {
    return this.open;
  }

  /** By the sealed bytes, which are never twice the same: each sealing has its own nonce. */
  readonly open: OpenEnvelope = (sealed) => this.opened.get(sealed) ?? null;
}
