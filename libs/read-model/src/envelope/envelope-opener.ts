import type { EnvelopeData } from './envelope-data.js';

/**
 * Opens one e-mail's envelope (base64, bound to the e-mail's id). null: the mailbox's key is destroyed, so the e-mail
 * is shown without subject and addresses. Throws when the bytes are not what was sealed.
 */
export type OpenEnvelope = (sealedBase64: string, emailId: string) => EnvelopeData | null;

/** How projections read sealed envelopes; the app gives one that asks the vault. */
export abstract class EnvelopeOpener {
  /** Asked once per mailbox and batch, so that a destroyed key is noticed. Rejects when the key cannot be had right now. */
  abstract forMailbox(mailboxId: string): Promise<OpenEnvelope>;
}
