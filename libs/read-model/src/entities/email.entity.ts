import type { EnvelopeAddress } from '../envelope/envelope-data.js';
import { bigInteger, byteCount, instant, tableOf } from './columns.js';

export type EmailStatus = 'Received' | 'Quarantined';

/** One e-mail. What came out of the sealed envelope is null once the mailbox's key is destroyed. */
export interface EmailRow {
  readonly id: string;
  readonly mailboxId: string;
  readonly status: EmailStatus;
  readonly quarantineReason: string | null;
  readonly protocol: 'imap' | 'pop3';
  readonly folder: string | null;
  readonly uidValidity: string | null;
  readonly uid: number | null;
  readonly uidl: string | null;
  readonly occurrence: number | null;
  /** Where it lies, or last lay, on the server: `remoteKey` of the domain. */
  readonly remoteKey: string;
  readonly onServer: boolean;
  readonly size: number | null;
  /** Of the raw bytes, 64 hexadecimal digits. */
  readonly sha256: string | null;
  readonly blobSegment: string | null;
  readonly blobOffset: number | null;
  readonly blobLength: number | null;
  readonly subject: string | null;
  readonly from: EnvelopeAddress[] | null;
  readonly to: EnvelopeAddress[] | null;
  readonly cc: EnvelopeAddress[] | null;
  readonly messageId: string | null;
  readonly hasAttachments: boolean | null;
  /** What the sender's Date field says. */
  readonly sentAt: string | null;
  /** What the server says: INTERNALDATE. POP3 has none. */
  readonly receivedAt: string | null;
  /** `receivedAt`, or when we stored it: never null, what lists are ordered by. */
  readonly arrivedAt: string;
  /** Settings it was handled under. */
  readonly profileRevision: number;
  readonly mailboxRevision: number;
  /** Of the last event about it, in `mailboxsync-<id>`. */
  readonly revision: number;
  readonly position: bigint;
}

export const EmailRow = tableOf<EmailRow>('email', {
  id: { type: 'uuid', primary: true },
  mailboxId: { type: 'uuid' },
  status: { type: 'text' },
  quarantineReason: { type: 'text' },
  protocol: { type: 'text' },
  folder: { type: 'text' },
  uidValidity: { type: 'text' },
  uid: { type: 'bigint', transformer: byteCount },
  uidl: { type: 'text' },
  occurrence: { type: 'int' },
  remoteKey: { type: 'text' },
  onServer: { type: 'boolean' },
  size: { type: 'bigint', transformer: byteCount },
  sha256: { type: 'text' },
  blobSegment: { type: 'text' },
  blobOffset: { type: 'bigint', transformer: byteCount },
  blobLength: { type: 'bigint', transformer: byteCount },
  subject: { type: 'text' },
  from: { type: 'jsonb' },
  to: { type: 'jsonb' },
  cc: { type: 'jsonb' },
  messageId: { type: 'text' },
  hasAttachments: { type: 'boolean' },
  sentAt: { type: 'timestamptz', transformer: instant },
  receivedAt: { type: 'timestamptz', transformer: instant },
  arrivedAt: { type: 'timestamptz', transformer: instant },
  profileRevision: { type: 'int' },
  mailboxRevision: { type: 'int' },
  revision: { type: 'int' },
  position: { type: 'bigint', transformer: bigInteger },
});
