import { fullJitter, pause, positionOf, type NewEvent, type Position, type RecordedEvent, type StreamName } from '@postbode/kernel';
import { createPool, migrate, type Pool, type PoolOptions } from '@postbode/postgres';
import { DatabaseError } from 'pg';
import { ChangeSignal } from '../change-signal.js';
import { plainJsonCodec, type EventCodec } from '../codec/event-codec.js';
import { encodeEvents } from '../encode-events.js';
import { EventIdConflictError, EventStoreUnavailableError, WrongExpectedRevisionError } from '../event-store.errors.js';
import {
  EventStore,
  type AppendResult,
  type EventBatch,
  type ExpectedRevision,
  type ReadAllOptions,
  type ReadStreamOptions,
  type SubscribeOptions,
} from '../event-store.js';
import { followLog } from '../follow-log.js';
import { AppendHint } from './append-hint.js';
import { AppendQueue } from './append-queue.js';
import type { AppendRequest, AppendRow } from './append-statement.js';
import { defaultRetryPolicy, type RetryPolicy } from './database-failure.js';
import { requireDurableDatabase } from './durability.js';
import { eventStoreMigrations } from './event-store.migrations.js';
import { HintListener } from './hint-listener.js';
import { LogReader } from './log-reader.js';

export interface PostgresEventStoreOptions {
  /** Default {@link plainJsonCodec}. */
  readonly codec?: EventCodec;
  /** How long a subscription sleeps at the end of the log when no hint arrives, in milliseconds. Default 500. */
  readonly pollIntervalMs?: number;
  readonly retry?: RetryPolicy;
  /** Told of every failure a subscription waits out, to be logged. */
  readonly onSubscriptionFailure?: (error: EventStoreUnavailableError) => void;
}

export type OpenEventStoreOptions = PostgresEventStoreOptions & ({ readonly pool: Pool } | PoolOptions);

/** @throws what the port's `append` names */
const toResult = ({ stream, expected, events }: AppendRequest, row: AppendRow): AppendResult => {
  if (row.outcome === 'wrong-revision') throw new WrongExpectedRevisionError(stream, Number(expected), row.revision);
  if (row.outcome === 'id-conflict') throw new EventIdConflictError(events[0]?.id ?? '');
  return { revision: row.revision, position: positionOf(row.position), duplicate: row.outcome === 'duplicate' };
};

/** The unique constraint on ids speaks only when the first id is new and a later one is not. */
const asIdConflict = (error: unknown): unknown => {
  if (!(error instanceof DatabaseError) || error.constraint !== 'event_id') return error;
  return new EventIdConflictError(/\(id\)=\(([0-9a-f-]{36})\)/.exec(error.detail ?? '')?.[1] ?? 'unknown');
};

/** The event store on Postgres: position order is commit order because one SQL function appends under one lock. */
export class PostgresEventStore extends EventStore {
  readonly #codec: EventCodec;
  readonly #reader: LogReader;
  readonly #follower: LogReader;
  readonly #queue: AppendQueue;
  readonly #hint: AppendHint;
  readonly #listener: HintListener;
  readonly #changes = new ChangeSignal();
  readonly #closing = new AbortController();

  /** On a database that {@link open} prepared. The pool stays the caller's; subscriptions listen on one connection beside it. */
  constructor(
    pool: Pool,
    private readonly options: PostgresEventStoreOptions = {},
    private readonly closePool: () => Promise<void> = async () => undefined,
  ) {
    super();
    const { codec = plainJsonCodec, retry = defaultRetryPolicy } = options;
    this.#codec = codec;
    this.#reader = new LogReader(pool, codec, retry);
    this.#follower = new LogReader(pool, codec, { ...retry, attempts: 1 });
    this.#queue = new AppendQueue(pool, retry);
    this.#hint = new AppendHint(pool);
    this.#listener = new HintListener(pool, this.#changes);
  }

  /**
   * Brings the schema up to date first. A pool made here is closed with the store.
   * @throws UnsafeDatabaseError when the database could lose confirmed events
   */
  static async open(options: OpenEventStoreOptions): Promise<PostgresEventStore> {
    const pool = 'pool' in options ? options.pool : createPool(options);
    const closePool = async (): Promise<void> => ('pool' in options ? undefined : pool.end());
    try {
      await requireDurableDatabase(pool);
      await migrate(pool, 'event-store', eventStoreMigrations);
    } catch (error) {
      await closePool();
      throw error;
    }
    return new PostgresEventStore(pool, options, closePool);
  }

  async append(stream: StreamName, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    const request = { stream, expected, events: encodeEvents(this.#codec, stream, events) };
    const row = await this.#queue.submit(request).catch((error: unknown) => {
      throw asIdConflict(error);
    });
    if (row.outcome === 'appended') {
      this.#changes.wake();
      this.#hint.give();
    }
    return toResult(request, row);
  }

  readStream(stream: StreamName, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent, void> {
    return this.#reader.stream(stream, options);
  }

  readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent, void> {
    return this.#reader.all(options);
  }

  async *subscribe({ from, filter = {}, batchSize = 500, signal: stop }: SubscribeOptions): AsyncGenerator<EventBatch, void> {
    this.#listener.start();
    const signal = AbortSignal.any([stop, this.#closing.signal]);
    let failures = 0;
    const readBatch = async (after: Position): Promise<EventBatch | undefined> => {
      try {
        const batch = await this.#follower.batchAfter(after, filter, batchSize);
        failures = 0;
        return batch;
      } catch (error) {
        if (!(error instanceof EventStoreUnavailableError)) throw error;
        this.options.onSubscriptionFailure?.(error);
        await pause(fullJitter(failures++, 100, 10_000), signal);
        return undefined;
      }
    };
    yield* followLog({ from, signal, changes: this.#changes, pollIntervalMs: this.options.pollIntervalMs ?? 500, readBatch });
  }

  head(): Promise<Position> {
    return this.#reader.head();
  }

  /** Ends subscriptions, after the batch in hand, and waits for appends under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#queue.drained();
    await this.#hint.settled();
    await this.#listener[Symbol.asyncDispose]();
    await this.closePool();
  }
}
