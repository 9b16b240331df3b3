import { In } from 'typeorm';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import { MailboxRow, MailboxSyncRow } from '../entities/index.js';
import { SyncTelemetry, type MailboxTelemetry } from '../telemetry/sync-telemetry.js';
import { pageOf, type Page } from './page.js';
import type { NameKey } from './profile.queries.js';

/** A mailbox with what came in and how its syncing goes. */
export interface MailboxView {
  readonly mailbox: MailboxRow;
  /** null: no worker has looked at it yet. */
  readonly sync: MailboxSyncRow | null;
  readonly telemetry: MailboxTelemetry | null;
}

export interface MailboxFilter {
  readonly profileId?: string | undefined;
  /** true: at least one leg is enabled. */
  readonly enabled?: boolean | undefined;
}

const enabledLeg = '(mailbox.enabledIncoming OR mailbox.enabledOutgoing)';

export class MailboxQueries {
  private readonly telemetry: SyncTelemetry;

  constructor(private readonly database: ReadModelDatabase) {
    this.telemetry = new SyncTelemetry(database);
  }

  /** @param limit rows a page, from 1 */
  async list(limit: number, filter: MailboxFilter = {}, after?: NameKey): Promise<Page<MailboxView, NameKey>> {
    const query = this.database.dataSource
      .createQueryBuilder(MailboxRow, 'mailbox')
      .where('NOT mailbox.deleted')
      .orderBy('mailbox.name')
      .addOrderBy('mailbox.id')
      .limit(limit + 1);
    if (filter.profileId !== undefined) query.andWhere('mailbox.profileId = :profileId', { profileId: filter.profileId });
    if (filter.enabled !== undefined) query.andWhere(filter.enabled ? enabledLeg : `NOT ${enabledLeg}`);
    if (after !== undefined) query.andWhere('(mailbox.name, mailbox.id) > (:name, :id)', after);
    const views = await this.withSync(await query.getMany());
    return pageOf(views, limit, ({ mailbox: { name, id } }) => ({ name, id }));
  }

  async one(id: string): Promise<MailboxView | undefined> {
    const row = await this.database.dataSource.manager.findOneBy(MailboxRow, { id, deleted: false });
    return row === null ? undefined : (await this.withSync([row]))[0];
  }

  /** Ids of the mailboxes that use a profile. */
  async idsOfProfile(profileId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM ${this.database.table(MailboxRow)} WHERE profile_id = $1 AND NOT deleted ORDER BY name, id`,
      [profileId],
    );
    return rows.map(({ id }) => id);
  }

  private async withSync(rows: readonly MailboxRow[]): Promise<MailboxView[]> {
    const ids = rows.map(({ id }) => id);
    const [syncs, telemetry] = await Promise.all([
      this.database.dataSource.manager.findBy(MailboxSyncRow, { mailboxId: In(ids) }),
      this.telemetry.read(ids),
    ]);
    const byId = new Map(syncs.map((sync) => [sync.mailboxId, sync]));
    return rows.map((mailbox) => ({ mailbox, sync: byId.get(mailbox.id) ?? null, telemetry: telemetry.get(mailbox.id) ?? null }));
  }
}
