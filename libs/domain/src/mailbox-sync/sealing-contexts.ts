/**
 * What the sealed parts of an e-mail are bound to (associated data): the worker seals with these, projections and queries open
 * with them. A ciphertext moved to another e-mail does not open.
 */
export const envelopeContext = (emailId: string): string => `email/${emailId}/envelope`;

export const rawContext = (mailboxId: string, sha256: string): string => `mailbox/${mailboxId}/raw/${sha256}`;

/** Owner name of a mailbox's data key and credentials in the vault. */
export const mailboxOwner = (mailboxId: string): string => `mailbox-${mailboxId}`;
