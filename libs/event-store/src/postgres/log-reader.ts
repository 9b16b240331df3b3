import { positionOf, type Position, type RecordedEvent, type StreamName } from '@postbode/kernel';
import type { Pool } from '@postbode/postgres';
import type { QueryConfig } from 'pg';
import type { EventCodec } from '../codec/event-codec.js';
import { PositionAheadOfLogError } from '../event-store.errors.js';
import type { EventBatch, EventFilter, ReadAllOptions, ReadDirection, ReadStreamOptions } from '../event-store.js';
import { retryPassing, type RetryPolicy } from './database-failure.js';
import { toRecordedEvent, type EventRow } from './event-row.js';
import { logQuery, firstScan, streamQuery, type LogStretch } from './log-query.js';

const pageSize = 500;
const lastRevision = 2 ** 31 - 1;

/** Reads are pages, each a statement of its own: no cursor or transaction stays open while a consumer thinks. */
export class LogReader {
  constructor(
    private readonly pool: Pool,
    private readonly codec: EventCodec,
    private readonly retry: RetryPolicy,
  ) {}

  async head(): Promise<Position> {
    const { rows } = await retryPassing(this.retry, () => this.#queryHead());
    return positionOf(rows[0]?.head ?? 0n);
  }

  async *stream(stream: StreamName, options: ReadStreamOptions): AsyncGenerator<RecordedEvent, void> {
    const { direction = 'forwards', limit = Infinity, signal } = options;
    const step = direction === 'forwards' ? 1 : -1;
    let from = options.from ?? (direction === 'forwards' ? 0 : lastRevision);
    for (let left = limit; left > 0 && signal?.aborted !== true;) {
      const size = Math.min(pageSize, left);
      const page = await this.#page(streamQuery(stream, direction, from, size));
      yield* untilAborted(page, signal);
      const last = page.at(-1);
      if (last === undefined || page.length < size) return;
      from = last.revision + step;
      left -= page.length;
    }
  }

  async *all(options: ReadAllOptions): AsyncGenerator<RecordedEvent, void> {
    const { direction = 'forwards', from, filter = {}, limit = Infinity, signal } = options;
    const isForwards = direction === 'forwards';
    let rest = stretchToRead(direction, from, await this.head());
    for (let left = limit; left > 0 && rest.low < rest.high && signal?.aborted !== true;) {
      const size = Math.min(pageSize, left);
      const stretch = firstScan(rest, direction);
      const page = await this.#page(logQuery(stretch, filter, direction, size));
      yield* untilAborted(page, signal);
      const last = page.length < size ? undefined : page.at(-1);
      rest = isForwards
        ? { low: last?.position ?? stretch.high, high: rest.high }
        : { low: rest.low, high: last === undefined ? stretch.low : last.position - 1n };
      left -= page.length;
    }
  }

  /**
   * Everything up to the head is committed and visible, since positions are given in commit order; so what the page does not
   * hold up to there does not match the filter.
   * @throws PositionAheadOfLogError
   */
  async batchAfter(after: Position, filter: EventFilter, size: number): Promise<EventBatch> {
    const head = await this.head();
    if (head < after) throw new PositionAheadOfLogError(after, head);
    if (head === after) return { events: [], position: after, caughtUp: true };
    const stretch = firstScan({ low: after, high: head }, 'forwards');
    const events = await this.#page(logQuery(stretch, filter, 'forwards', size));
    const last = events.length < size ? undefined : events.at(-1);
    const position = last?.position ?? positionOf(stretch.high);
    return { events, position, caughtUp: position === head };
  }

  #queryHead() {
    return this.pool.query<{ head: bigint | null }>({
      name: 'event-store-head',
      text: 'SELECT max(position) AS head FROM event_store.event',
    });
  }

  async #page(query: QueryConfig): Promise<RecordedEvent[]> {
    const { rows } = await retryPassing(this.retry, () => this.pool.query<EventRow>(query));
    return rows.map((row) => toRecordedEvent(this.codec, row));
  }
}

/** Ends at the head of now: a reader slower than the writers still comes to an end. */
const stretchToRead = (direction: ReadDirection, from: Position | undefined, head: Position): LogStretch => {
  if (direction === 'forwards') return { low: from ?? 0n, high: head };
  return { low: 0n, high: from === undefined || from > head ? head : from - 1n };
};

function* untilAborted(events: readonly RecordedEvent[], signal: AbortSignal | undefined): Generator<RecordedEvent, void> {
  for (const event of events) {
    if (signal?.aborted === true) return;
    yield event;
  }
}
