import { parseEnvelope } from '../envelope/envelope-data.js';
import { EnvelopeOpener, type OpenEnvelope } from '../envelope/envelope-opener.js';

/** "Sealed" is base64 of the JSON, nothing more. */
export const plainEnvelope = (envelope: object): string => Buffer.from(JSON.stringify(envelope)).toString('base64');

export class PlainEnvelopes extends EnvelopeOpener {
  /** Mailboxes whose key is gone. */
  readonly destroyed = new Set<string>();

  async forMailbox(mailboxId: string): Promise<OpenEnvelope> {
    return (sealed) => (this.destroyed.has(mailboxId) ? null : parseEnvelope(JSON.parse(Buffer.from(sealed, 'base64').toString())));
  }
}
