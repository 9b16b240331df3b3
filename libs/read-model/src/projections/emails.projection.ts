import { categories, type EmailReceived } from '@postbode/domain';
import { idOf, streamName, type RecordedEvent } from '@postbode/kernel';
import { In } from 'typeorm';
import { EmailRow, MailboxSyncRow, SkippedRow } from '../entities/index.js';
import { OpenedEnvelopes } from '../envelope/opened-envelopes.js';
import { evolveMail } from './emails/evolve-mail.js';
import { loadMail } from './emails/load-mail.js';
import { saveMail } from './emails/save-mail.js';
import type { Projection, ProjectionContext } from './projection.js';
import { unseenEvents } from './unseen-events.js';

const mailboxIdsOf = (events: readonly RecordedEvent[]): string[] => [...new Set(events.map(({ stream }) => idOf(stream)))];

const openAll = (events: readonly RecordedEvent[], { envelopes }: ProjectionContext): Promise<OpenedEnvelopes> => {
  if (envelopes instanceof OpenedEnvelopes) return Promise.resolve(envelopes);
  const received = events.filter(({ type }) => type === 'EmailReceived') as RecordedEvent<EmailReceived>[];
  return OpenedEnvelopes.of(
    received.map(({ data }) => data),
    envelopes,
  );
};

/** E-mails, what was skipped, and the counts of each mailbox. */
export const emailsProjection: Projection = {
  name: 'emails',
  version: 1,
  handles: [categories.mailboxSync],
  tables: [MailboxSyncRow, EmailRow, SkippedRow],
  prepare: async (events, context) => ({ envelopes: await openAll(events, context) }),
  async apply(sql, events, context) {
    const rows = await sql.find(MailboxSyncRow, { mailboxId: In(mailboxIdsOf(events)) });
    const revisions = new Map(rows.map((row) => [streamName(categories.mailboxSync, row.mailboxId), row.revision]));
    const unseen = unseenEvents(events, revisions);
    if (unseen.length === 0) return;
    const { open } = await openAll(unseen, context);
    const set = await loadMail(sql, unseen, new Map(rows.map((row) => [row.mailboxId, row])));
    for (const event of unseen) evolveMail(set, event, open);
    await saveMail(sql, set, mailboxIdsOf(unseen));
  },
};
