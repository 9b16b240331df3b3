import type { ReadModelDatabase } from '../database/read-model-database.js';

/** How the syncing of one mailbox goes right now (specification 1.4). Not history: the log knows nothing of it. */
export interface MailboxTelemetry {
  readonly mailboxId: string;
  /** ISO 8601 in UTC, as are all instants here. */
  readonly lastSyncStartedOn: string | null;
  readonly lastSuccessfulSyncCompletedOn: string | null;
  readonly lastSyncErrorCode: string | null;
  /** Our own words for a person, at most 2,048 characters; never a server's text. */
  readonly lastSyncError: string | null;
  readonly lastSyncErrorOccurredOn: string | null;
  /** Failures in a row. */
  readonly lastSyncErrorCount: number;
  readonly itemsProcessedForLastSync: number | null;
  readonly nextDueAt: string | null;
  /** The worker that has the mailbox. */
  readonly hostId: string | null;
  /** The server tells of new mail by itself (IDLE). */
  readonly pushActive: boolean;
}

export type TelemetryChange = Partial<Omit<MailboxTelemetry, 'mailboxId'>>;

const columns: Readonly<Record<keyof TelemetryChange, string>> = {
  lastSyncStartedOn: 'last_sync_started_on',
  lastSuccessfulSyncCompletedOn: 'last_successful_sync_completed_on',
  lastSyncErrorCode: 'last_sync_error_code',
  lastSyncError: 'last_sync_error',
  lastSyncErrorOccurredOn: 'last_sync_error_occurred_on',
  lastSyncErrorCount: 'last_sync_error_count',
  itemsProcessedForLastSync: 'items_processed_for_last_sync',
  nextDueAt: 'next_due_at',
  hostId: 'host_id',
  pushActive: 'push_active',
};

const fields = Object.keys(columns) as (keyof TelemetryChange)[];

const selected = fields.map((field) => `${columns[field]} AS "${field}"`).join(', ');

type StoredTelemetry = { readonly [Field in keyof MailboxTelemetry]: MailboxTelemetry[Field] | Date };

const toTelemetry = (row: StoredTelemetry): MailboxTelemetry =>
  Object.fromEntries(
    Object.entries(row).map(([field, value]) => [field, (value as unknown) instanceof Date ? (value as Date).toISOString() : value]),
  ) as unknown as MailboxTelemetry;

/** Written by workers, read beside the read model. */
export class SyncTelemetry {
  constructor(private readonly database: ReadModelDatabase) {}

  /** Changes the fields given and leaves the others. */
  async record(mailboxId: string, change: TelemetryChange): Promise<void> {
    const given = fields.filter((field) => change[field] !== undefined);
    const names = given.map((field) => columns[field]);
    const places = given.map((_, index) => `$${index + 2}`);
    const updates = names.map((name) => `${name} = excluded.${name}`).join(', ');
    await this.database.query(
      `INSERT INTO telemetry.sync_telemetry (${['mailbox_id', ...names].join(', ')}) VALUES (${['$1', ...places].join(', ')})
       ON CONFLICT (mailbox_id) DO ${updates === '' ? 'NOTHING' : `UPDATE SET ${updates}`} RETURNING mailbox_id`,
      [mailboxId, ...given.map((field) => change[field])],
    );
  }

  async read(mailboxIds: readonly string[]): Promise<ReadonlyMap<string, MailboxTelemetry>> {
    const rows = await this.database.query<StoredTelemetry>(
      `SELECT mailbox_id AS "mailboxId", ${selected} FROM telemetry.sync_telemetry WHERE mailbox_id = ANY ($1::uuid[])`,
      [mailboxIds],
    );
    return new Map(rows.map((row) => [String(row.mailboxId), toTelemetry(row)]));
  }
}
