import { migrate, type Pool } from '@postbode/postgres';
import { LedgerWorkFeed } from '../ownership/ledger-work-feed.js';
import { defaultPartitions, timingOf, type ConsumerSettings, type WorkFeedFailure, type WorkFeedTiming } from '../work-feed.options.js';
import { PostgresHints } from './postgres-hints.js';
import { PostgresLedger } from './postgres-ledger.js';
import { workFeedMigrations } from './work-feed.migrations.js';

export interface PostgresWorkFeedOptions {
  /** Stays the caller's: end it after the feed is disposed. A consuming feed keeps one connection of it to listen. */
  readonly pool: Pool;
  /** Default 64; the same in every process, for ever. */
  readonly partitions?: number;
  readonly timing?: Partial<WorkFeedTiming>;
  /** For the log and metrics: everything reported is tried again by itself. */
  readonly onFailure?: (failure: WorkFeedFailure) => void;
  /** Tests only: what a zombie is made of. */
  readonly seams?: { readonly stalled?: () => boolean; readonly commitSql?: string };
}

/** The feed of one machine, or of as many as share one Postgres: ownership by lease, items as rows. */
export class PostgresWorkFeed extends LedgerWorkFeed {
  private constructor(
    private readonly hints: PostgresHints,
    ledger: PostgresLedger,
    settings: ConsumerSettings,
  ) {
    super(ledger, settings);
  }

  /** @throws PartitionCountMismatchError when the feed was created with another number of partitions */
  static async open(options: PostgresWorkFeedOptions): Promise<PostgresWorkFeed> {
    const { pool, seams, onFailure: report = () => undefined } = options;
    const timing = timingOf(options.timing);
    await migrate(pool, 'work_feed', workFeedMigrations);
    const hints = new PostgresHints(pool, (error) => report({ consumerId: '', during: 'listen', error }));
    const ledger = new PostgresLedger(pool, hints, options.partitions ?? defaultPartitions, timing.queryLimitMs, seams?.commitSql);
    await ledger.create();
    return new PostgresWorkFeed(hints, ledger, { timing, report, stalled: seams?.stalled });
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.hints[Symbol.asyncDispose]();
  }
}
