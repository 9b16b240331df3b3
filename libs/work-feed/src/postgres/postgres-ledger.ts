import { positionOf, type Position } from '@postbode/kernel';
import { inTransaction, type Pool } from '@postbode/postgres';
import type { QueryConfig, QueryResult, QueryResultRow } from 'pg';
import {
  PartitionLedger,
  type Claim,
  type Hint,
  type Presence,
  type Progress,
  type Share,
  type StoredItem,
} from '../ownership/partition-ledger.js';
import { partitionOf } from '../partition-of.js';
import { PartitionCountMismatchError } from '../work-feed.errors.js';
import type { WorkItem } from '../work-feed.js';
import type { PostgresHints } from './postgres-hints.js';
import * as sql from './postgres-ledger.sql.js';

interface ItemRow {
  partition: number;
  item_offset: bigint;
  mailbox_id: string;
  type: string;
  payload: string;
  position: bigint;
  traceparent: string | null;
}

const storedItem = (row: ItemRow): StoredItem => ({
  partition: row.partition,
  offset: row.item_offset,
  item: {
    mailboxId: row.mailbox_id,
    type: row.type,
    payload: row.payload,
    position: positionOf(row.position),
    ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
  },
});

interface ClaimRow {
  quota: number;
  partition: number | null;
  epoch: bigint;
  committed: bigint;
}

/** The ledger as tables of the schema `work_feed`. */
export class PostgresLedger extends PartitionLedger {
  private readonly announced = new Map<string, Presence>();

  constructor(
    private readonly pool: Pool,
    private readonly hints: PostgresHints,
    readonly partitions: number,
    private readonly queryLimitMs: number,
    private readonly commitSql = sql.commitIfOwned,
  ) {
    super();
  }

  /** @throws PartitionCountMismatchError when the feed was created with another number */
  async create(): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await client.query(sql.recordPartitions, [this.partitions]);
      const { rows } = await client.query<{ partitions: number }>('SELECT partitions FROM work_feed.feed');
      const recorded = rows[0]?.partitions;
      if (recorded !== undefined && recorded !== this.partitions) throw new PartitionCountMismatchError(recorded, this.partitions);
      await client.query(sql.createPartitions, [this.partitions]);
    });
  }

  async append(items: readonly WorkItem[]): Promise<void> {
    await this.query(sql.append, [
      items.map(({ mailboxId }) => partitionOf(mailboxId, this.partitions)),
      items.map(({ mailboxId }) => mailboxId),
      items.map(({ type }) => type),
      items.map(({ payload }) => payload),
      items.map(({ position }) => position),
      items.map(({ traceparent }) => traceparent ?? null),
    ]);
    await this.hints.notify('items');
  }

  async lastDispatched(): Promise<Position> {
    const { rows } = await this.query<{ last_dispatched: bigint }>('SELECT last_dispatched FROM work_feed.feed', []);
    return positionOf(rows[0]?.last_dispatched ?? 0n);
  }

  async renew(consumer: string, leaseMs: number, presence: Presence): Promise<readonly Claim[]> {
    const { rows } = await this.query<Claim>(sql.renew, [consumer, leaseMs, presence]);
    if (this.announced.get(consumer) !== presence) await this.hints.notify('share');
    this.announced.set(consumer, presence);
    return rows;
  }

  async claim(consumer: string, busy: readonly number[]): Promise<Share | undefined> {
    const { rows } = await this.query<ClaimRow>(sql.claim, [consumer, busy]);
    const quota = rows[0]?.quota;
    if (quota === undefined) return undefined;
    return {
      quota,
      claimed: rows.flatMap(({ partition, epoch, committed }) => (partition === null ? [] : [{ partition, epoch, committed }])),
    };
  }

  async fetch(after: readonly { partition: number; offset: bigint }[], limit: number): Promise<readonly StoredItem[]> {
    const columns = [after.map(({ partition }) => partition), after.map(({ offset }) => offset)];
    const { rows } = await this.query<ItemRow>(sql.fetch, [...columns, limit]);
    return rows.map(storedItem);
  }

  async commit(consumer: string, progress: readonly Progress[]): Promise<readonly number[]> {
    const { rows } = await this.query<{ partition: number }>(this.commitSql, [
      consumer,
      progress.map(({ partition }) => partition),
      progress.map(({ epoch }) => epoch),
      progress.map(({ offset }) => offset),
    ]);
    return rows.map(({ partition }) => partition);
  }

  async release(consumer: string, { partition, epoch }: Claim): Promise<void> {
    const { rowCount } = await this.query(sql.release, [consumer, partition, epoch]);
    if (rowCount === 1) await this.hints.notify('share');
  }

  async leave(consumer: string): Promise<void> {
    await this.query(sql.leave, [consumer]);
    await this.hints.notify('share');
  }

  async prune(partitions: readonly number[], olderThanMs: number): Promise<void> {
    await this.query(sql.prune, [partitions, olderThanMs]);
  }

  onHint(listener: (hint: Hint) => void): Disposable {
    return this.hints.subscribe(listener);
  }

  /** node-postgres has a read timeout per query that its types do not know; the pool drops the connection it happened on. */
  private query<Row extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<QueryResult<Row>> {
    const config: QueryConfig & { query_timeout: number } = { text, values: [...values], query_timeout: this.queryLimitMs };
    return this.pool.query<Row>(config);
  }
}
