import type { ReadModelDatabase } from '../database/read-model-database.js';
import { MailboxRow } from '../entities/index.js';

/** Which mailboxes there is work for. As old as the read model: a worker decides on the mailbox's own stream. */
export class MailboxDirectory {
  constructor(private readonly database: ReadModelDatabase) {}

  /** Ids of the mailboxes with an enabled leg or a test that waits. The worker picks those of its partitions. */
  async enabledMailboxes(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM ${this.database.table(MailboxRow)}
        WHERE NOT deleted AND (enabled_incoming OR enabled_outgoing OR test_state = 'Pending') ORDER BY id`,
    );
    return rows.map(({ id }) => id);
  }
}
