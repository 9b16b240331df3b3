import type { EnvelopeData } from './envelope-data.js';
import { EnvelopeOpener, type OpenEnvelope } from './envelope-opener.js';

export interface SealedEnvelope {
  readonly mailboxId: string;
  readonly emailId: string;
  /** base64 */
  readonly envelope: string;
}

/** The nonce of the sealing is in the first 18 characters. */
const keyOf = (sealed: string, emailId: string): string => emailId + sealed.slice(0, 18);

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
    return new OpenedEnvelopes(new Map(sealed.map((one) => [keyOf(one.envelope, one.emailId), open(one)])));
  }

  async forMailbox(): Promise<OpenEnvelope> {
    return this.open;
  }

  readonly open: OpenEnvelope = (sealed, emailId) => this.opened.get(keyOf(sealed, emailId)) ?? null;
}
