import { categories } from '@postbode/domain';
import { idOf, streamName, type RecordedEvent } from '@postbode/kernel';
import { In } from 'typeorm';
import { EmailRow, MailboxSyncRow, SkippedRow } from '../entities/index.js';
import type { EnvelopeOpener, OpenEnvelope } from '../envelope/envelope-opener.js';
import { evolveMail } from './emails/evolve-mail.js';
import { loadMail } from './emails/load-mail.js';
import { saveMail } from './emails/save-mail.js';
import type { Projection } from './projection.js';
import { unseenEvents } from './unseen-events.js';

const mailboxIdsOf = (events: readonly RecordedEvent[]): string[] => [...new Set(events.map(({ stream }) => idOf(stream)))];

/** The key is asked for only where there is something to open: a mailbox without mail has none. */
const openersFor = async (events: readonly RecordedEvent[], envelopes: EnvelopeOpener): Promise<Map<string, OpenEnvelope>> => {
  const ids = mailboxIdsOf(events.filter(({ type }) => type === 'EmailReceived'));
  return new Map(await Promise.all(ids.map(async (id) => [id, await envelopes.forMailbox(id)] as const)));
};

const nothingToOpen: OpenEnvelope = () => null;

/** E-mails, what was skipped, and the counts of each mailbox. */
export const emailsProjection: Projection = {
  name: 'emails',
  version: 1,
  handles: [categories.mailboxSync],
  tables: [MailboxSyncRow, EmailRow, SkippedRow],
  async apply(sql, events, { envelopes }) {
    const rows = await sql.find(MailboxSyncRow, { mailboxId: In(mailboxIdsOf(events)) });
    const revisions = new Map(rows.map((row) => [streamName(categories.mailboxSync, row.mailboxId), row.revision]));
    const unseen = unseenEvents(events, revisions);
    if (unseen.length === 0) return;
    const openers = await openersFor(unseen, envelopes);
    const set = await loadMail(sql, unseen, new Map(rows.map((row) => [row.mailboxId, row])));
    for (const event of unseen) evolveMail(set, event, openers.get(idOf(event.stream)) ?? nothingToOpen);
    await saveMail(sql, set, mailboxIdsOf(unseen));
  },
};
