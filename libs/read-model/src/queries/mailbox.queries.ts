import { In, type SelectQueryBuilder } from 'typeorm';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import { MailboxRow, MailboxSyncRow } from '../entities/index.js';
import { SyncTelemetry, type MailboxTelemetry } from '../telemetry/sync-telemetry.js';
import { containing } from './like-pattern.js';
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
  readonly kind?: MailboxRow['kind'] | undefined;
  /** Failure: a leg failed its test. Success: none did and one succeeded. NotRun: no leg was tested. */
  readonly status?: MailboxRow['incomingStatus'] | undefined;
  /** A part of the name or of the address, in any case. */
  readonly search?: string | undefined;
}

const enabledLeg = '(mailbox.enabledIncoming OR mailbox.enabledOutgoing)';

const legs = 'mailbox.incomingStatus, mailbox.outgoingStatus';
const statusCondition: Readonly<Record<MailboxRow['incomingStatus'], string>> = {
  Failure: `'Failure' IN (${legs})`,
  Success: `'Success' IN (${legs}) AND 'Failure' NOT IN (${legs})`,
  NotRun: `'Success' NOT IN (${legs}) AND 'Failure' NOT IN (${legs})`,
};

const narrow = (query: SelectQueryBuilder<MailboxRow>, { profileId, enabled, kind, status, search }: MailboxFilter): void => {
  if (profileId !== undefined) query.andWhere('mailbox.profileId = :profileId', { profileId });
  if (enabled !== undefined) query.andWhere(enabled ? enabledLeg : `NOT ${enabledLeg}`);
  if (kind !== undefined) query.andWhere('mailbox.kind = :kind', { kind });
  if (status !== undefined) query.andWhere(statusCondition[status]);
  if (search === undefined) return;
  query.andWhere('(mailbox.name ILIKE :part OR mailbox.emailAddress ILIKE :part)', { part: containing(search) });
};

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
    narrow(query, filter);
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
