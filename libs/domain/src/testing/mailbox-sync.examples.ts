import type { AccountFor, Outcome, RemoteIdentityData } from '../mailbox-sync/index.js';
import { exampleMailboxId } from './mailbox.examples.js';

/** 64 hexadecimal digits that stand for the content `n`. */
export const contentHash = (n: number): string => n.toString(16).padStart(64, '0');

export const imapRemote = (uid: number, uidValidity = '1'): RemoteIdentityData => ({ protocol: 'imap', folder: 'INBOX', uidValidity, uid });

export const receivedOutcome = (remote: RemoteIdentityData, content: number): Outcome => ({
  kind: 'received',
  remote,
  receivedAt: '2026-11-01T10:00:00.000Z',
  size: 1000 + content,
  sha256: contentHash(content),
  blob: { segment: 'segment', offset: 0, length: 1000 },
  envelope: 'c2VhbGVk',
});

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
