import type { ReadModelSql } from '../../database/read-model-sql.js';
import { EmailRow, MailboxSyncRow, SkippedRow } from '../../entities/index.js';
import type { MailWorkingSet } from './mail-working-set.js';

/** Rows in memory hold their final values, so what a renumbering did to all others goes first. */
export const saveMail = async (sql: ReadModelSql, set: MailWorkingSet, mailboxIds: Iterable<string>): Promise<void> => {
  for (const [mailboxId, position] of set.renumbered) {
    await sql.execute(`UPDATE ${sql.table(EmailRow)} SET on_server = false, position = $2 WHERE mailbox_id = $1 AND on_server`, [
      mailboxId,
      position.toString(),
    ]);
    await sql.execute(`DELETE FROM ${sql.table(SkippedRow)} WHERE mailbox_id = $1`, [mailboxId]);
  }
  await sql.upsert(EmailRow, [...set.changedEmails.values()]);
  if (set.removedSkipped.size > 0) {
    const removed = [...set.removedSkipped.values()];
    await sql.execute(
      `DELETE FROM ${sql.table(SkippedRow)} WHERE (mailbox_id, remote_key) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))`,
      [removed.map(({ mailboxId }) => mailboxId), removed.map(({ remoteKey }) => remoteKey)],
    );
  }
  await sql.upsert(SkippedRow, [...set.changedSkipped.values()]);
  await sql.upsert(
    MailboxSyncRow,
    [...mailboxIds].map((id) => set.mailbox(id)),
  );
};
