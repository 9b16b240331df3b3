import type { MailboxSyncEvent, RemoteIdentityData } from '@postbode/domain';
import type { RecordedEvent } from '@postbode/kernel';
import { In } from 'typeorm';
import type { ReadModelSql } from '../../database/read-model-sql.js';
import { EmailRow, SkippedRow, type MailboxSyncRow } from '../../entities/index.js';
import { storableRemoteKey } from './email-rows.js';
import { MailWorkingSet } from './mail-working-set.js';

const groupedKeys = (places: readonly { mailboxId: string; remote: RemoteIdentityData }[]): Map<string, string[]> => {
  const keys = new Map<string, string[]>();
  for (const { mailboxId, remote } of places) {
    const known = keys.get(mailboxId);
    if (known === undefined) keys.set(mailboxId, [storableRemoteKey(remote)]);
    else known.push(storableRemoteKey(remote));
  }
  return keys;
};

const isNew = (event: MailboxSyncEvent, mailboxes: ReadonlyMap<string, MailboxSyncRow>): boolean =>
  event.type === 'EmailReceived' && (mailboxes.get(event.data.mailboxId)?.relocated ?? 0) === 0;

/**
 * Rows there may be already. A received e-mail is not looked for: its id (place and content) can come again only where an
 * e-mail moved away from its place.
 */
const referredEmails = async (
  sql: ReadModelSql,
  events: readonly MailboxSyncEvent[],
  mailboxes: ReadonlyMap<string, MailboxSyncRow>,
): Promise<EmailRow[]> => {
  const ids = events.flatMap((event) => ('emailId' in event.data && !isNew(event, mailboxes) ? [event.data.emailId] : []));
  const places = groupedKeys(events.flatMap(({ type, data }) => (type === 'RemoteForgotten' ? [data] : [])));
  const byId = ids.length === 0 ? [] : await sql.find(EmailRow, { id: In(ids) });
  const byPlace: EmailRow[] = [];
  for (const [mailboxId, keys] of places) byPlace.push(...(await sql.find(EmailRow, { mailboxId, remoteKey: In(keys), onServer: true })));
  return [...byId, ...byPlace];
};

/** Only mailboxes that skipped something are asked. */
const referredSkipped = async (
  sql: ReadModelSql,
  events: readonly MailboxSyncEvent[],
  mailboxes: ReadonlyMap<string, MailboxSyncRow>,
): Promise<SkippedRow[]> => {
  const places = groupedKeys(
    events.flatMap(({ data }) => ('remote' in data && (mailboxes.get(data.mailboxId)?.skipped ?? 0) > 0 ? [data] : [])),
  );
  const rows: SkippedRow[] = [];
  for (const [mailboxId, keys] of places) rows.push(...(await sql.find(SkippedRow, { mailboxId, remoteKey: In(keys) })));
  return rows;
};

export const loadMail = async (
  sql: ReadModelSql,
  recorded: readonly RecordedEvent[],
  mailboxes: Map<string, MailboxSyncRow>,
): Promise<MailWorkingSet> => {
  const events = recorded as unknown as readonly MailboxSyncEvent[];
  return new MailWorkingSet(mailboxes, await referredEmails(sql, events, mailboxes), await referredSkipped(sql, events, mailboxes));
};
