import type { SourceCursorData } from '@postbode/domain';
import { bigInteger, instant, tableOf } from './columns.js';

/** How far the mail of one mailbox is accounted for. */
export interface MailboxSyncRow {
  mailboxId: string;
  epoch: string | null;
  cursor: SourceCursorData | null;
  /** E-mails ever received, also those no longer on the server. */
  received: number;
  /** E-mails (received or quarantined) on the server as far as we know. */
  onServer: number;
  quarantined: number;
  /** Left on the server on purpose. */
  skipped: number;
  /** Times an e-mail was recognised at another place. */
  relocated: number;
  /** When the last e-mail was stored. */
  lastReceivedAt: string | null;
  revision: number;
  position: bigint;
}

export const MailboxSyncRow = tableOf<MailboxSyncRow>('mailbox_sync', {
  mailboxId: { type: 'uuid', primary: true },
  epoch: { type: 'text' },
  cursor: { type: 'jsonb' },
  received: { type: 'int' },
  onServer: { type: 'int' },
  quarantined: { type: 'int' },
  skipped: { type: 'int' },
  relocated: { type: 'int' },
  lastReceivedAt: { type: 'timestamptz', transformer: instant },
  revision: { type: 'int' },
  position: { type: 'bigint', transformer: bigInteger },
});
