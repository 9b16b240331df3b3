import {
  EmailIdentities,
  initialMailboxSyncState,
  type AccountFor,
  type MailboxSyncState,
  type Outcome,
  type RemoteIdentityData,
} from '../mailbox-sync/index.js';
import { exampleMailboxId } from './mailbox.examples.js';

/** 64 hexadecimal digits that stand for the content `n`. */
export const contentHash = (n: number): string => n.toString(16).padStart(64, '0');

export const imapRemote = (uid: number, uidValidity = '1'): RemoteIdentityData => ({ protocol: 'imap', folder: 'INBOX', uidValidity, uid });

/** The e-mail a message is when it is the first of its batch. */
export const firstEmailId = (remote: RemoteIdentityData, content: number, state: MailboxSyncState = initialMailboxSyncState()): string =>
  new EmailIdentities(exampleMailboxId, state).issue(remote, contentHash(content));

export const receivedOutcome = (remote: RemoteIdentityData, content: number, emailId = firstEmailId(remote, content)): Outcome => ({
  kind: 'received',
  emailId,
  remote,
  receivedAt: '2026-11-01T10:00:00.000Z',
  size: 1000 + content,
  sha256: contentHash(content),
  blob: { segment: 'segment', offset: 0, length: 1000 },
  envelope: 'c2VhbGVk',
});

/** Prepares messages as the worker does: recognised where we have them, received under a new id otherwise. */
export const preparedOutcomes = (
  state: MailboxSyncState,
  messages: readonly { readonly remote: RemoteIdentityData; readonly content: number }[],
): Outcome[] => {
  const identities = new EmailIdentities(exampleMailboxId, state);
  return messages.map(({ remote, content }) => {
    const sha256 = contentHash(content);
    if (identities.recognise(sha256) !== undefined) return { kind: 'recognised', remote, sha256 };
    return receivedOutcome(remote, content, identities.issue(remote, sha256));
  });
};

export const accountFor = (outcomes: readonly Outcome[], overrides: Partial<AccountFor> = {}): AccountFor => ({
  type: 'AccountFor',
  mailboxId: exampleMailboxId,
  profileRevision: 0,
  mailboxRevision: 3,
  epoch: 'imap/1',
  outcomes,
  cursor: null,
  ...overrides,
});
