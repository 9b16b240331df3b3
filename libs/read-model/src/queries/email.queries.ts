import type { ReadModelDatabase } from '../database/read-model-database.js';
import { EmailRow } from '../entities/index.js';
import { emailListStatement, type ArrivalKey, type EmailFilter } from './email-list.statement.js';
import { pageOf, type Page } from './page.js';

export type { ArrivalKey, EmailFilter } from './email-list.statement.js';

/** What a list of e-mails shows. Instants are ISO 8601 in UTC. */
export type EmailSummary = Pick<
  EmailRow,
  | 'id'
  | 'mailboxId'
  | 'status'
  | 'quarantineReason'
  | 'onServer'
  | 'size'
  | 'subject'
  | 'from'
  | 'to'
  | 'messageId'
  | 'hasAttachments'
  | 'sentAt'
  | 'receivedAt'
  | 'arrivedAt'
>;

/** A message on the server as we know it, for comparison with the server's own view. */
export interface RemoteEmail {
  readonly emailId: string;
  readonly remoteKey: string;
  /** null: quarantined without its bytes. */
  readonly sha256: string | null;
}

export class EmailQueries {
  constructor(private readonly database: ReadModelDatabase) {}

  /**
   * By the index on (mailbox, arrival, id): a page costs the same wherever it is. A subject prefix that few e-mails have costs a scan.
   * @param limit rows a page, from 1
   */
  async list(mailboxId: string, limit: number, filter: EmailFilter = {}, after?: ArrivalKey): Promise<Page<EmailSummary, ArrivalKey>> {
    const { text, values } = emailListStatement(this.database.table(EmailRow), { mailboxId, limit: limit + 1, filter, after });
    const rows = await this.database.use((sql) => sql.shown<EmailSummary>(text, values));
    return pageOf(rows, limit, ({ arrivedAt, id }) => ({ arrivedAt, id }));
  }

  async one(id: string): Promise<EmailRow | undefined> {
    return (await this.database.dataSource.manager.findOneBy(EmailRow, { id })) ?? undefined;
  }

  /** Every e-mail on the server as far as we know, ordered by remote key. */
  remoteView(mailboxId: string): Promise<RemoteEmail[]> {
    return this.database.query<RemoteEmail>(
      `SELECT id AS "emailId", remote_key AS "remoteKey", sha256 FROM ${this.database.table(EmailRow)}
        WHERE mailbox_id = $1 AND on_server ORDER BY remote_key`,
      [mailboxId],
    );
  }
}
