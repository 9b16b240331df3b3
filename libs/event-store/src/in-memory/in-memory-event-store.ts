import {
  categoryOf,
  positionOf,
  startPosition,
  SystemClock,
  type Clock,
  type NewEvent,
  type Position,
  type RecordedEvent,
  type Revision,
  type StreamName,
} from '@postbode/kernel';
import { ChangeSignal } from '../change-signal.js';
import { plainJsonCodec, type EventCodec } from '../codec/event-codec.js';
import { encodeEvents, type EncodedEvent } from '../encode-events.js';
import { EventIdConflictError, PositionAheadOfLogError, WrongExpectedRevisionError } from '../event-store.errors.js';
import {
  EventStore,
  type AppendResult,
  type EventBatch,
  type EventFilter,
  type ExpectedRevision,
  type ReadAllOptions,
  type ReadStreamOptions,
  type SubscribeOptions,
} from '../event-store.js';
import { followLog } from '../follow-log.js';

export interface InMemoryEventStoreOptions {
  /** Default {@link plainJsonCodec}. */
  readonly codec?: EventCodec;
  readonly clock?: Clock;
}

interface StoredEvent extends EncodedEvent {
  readonly stream: StreamName;
  readonly revision: Revision;
  /** From 1. */
  readonly position: number;
  readonly recordedAt: Date;
}

const matcherOf = ({ categories, types }: EventFilter = {}): ((event: StoredEvent) => boolean) => {
  const wanted = { categories: categories && new Set(categories), types: types && new Set(types) };
  return ({ stream, type }) => (wanted.categories?.has(categoryOf(stream)) ?? true) && (wanted.types?.has(type) ?? true);
};

/** The same contract without a database, for tests: events are kept as text, so that what is read was really encoded. */
export class InMemoryEventStore extends EventStore {
  readonly #log: StoredEvent[] = [];
  readonly #streams = new Map<StreamName, StoredEvent[]>();
  readonly #byId = new Map<string, StoredEvent>();
  readonly #changes = new ChangeSignal();
  readonly #closing = new AbortController();
  readonly #codec: EventCodec;
  readonly #clock: Clock;

  constructor({ codec = plainJsonCodec, clock = new SystemClock() }: InMemoryEventStoreOptions = {}) {
    super();
    this.#codec = codec;
    this.#clock = clock;
  }

  async append(stream: StreamName, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    const encoded = encodeEvents(this.#codec, stream, events);
    const duplicate = this.#duplicateOf(stream, encoded);
    if (duplicate !== undefined) return duplicate;
    const actual = (this.#streams.get(stream)?.length ?? 0) - 1;
    if (expected !== 'any' && expected !== actual) throw new WrongExpectedRevisionError(stream, expected, actual);
    const recordedAt = this.#clock.now();
    for (const event of encoded) this.#record(stream, event, recordedAt);
    this.#changes.wake();
    return { revision: actual + encoded.length, position: positionOf(this.#log.length), duplicate: false };
  }

  async *readStream(stream: StreamName, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent, void> {
    const { direction = 'forwards', from, limit = Infinity, signal } = options;
    const events = this.#streams.get(stream) ?? [];
    const ordered = direction === 'forwards' ? events.slice(from ?? 0) : events.slice(0, (from ?? events.length) + 1).reverse();
    yield* this.#decodeAll(ordered.slice(0, limit), signal);
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent, void> {
    const { direction = 'forwards', from, filter, limit = Infinity, signal } = options;
    const ordered =
      direction === 'forwards' ? this.#log.slice(Number(from ?? startPosition)) : this.#log.slice(0, this.#before(from)).reverse();
    yield* this.#decodeAll(ordered.filter(matcherOf(filter)).slice(0, limit), signal);
  }

  subscribe({ from, filter, batchSize = 500, signal }: SubscribeOptions): AsyncGenerator<EventBatch, void> {
    const matches = matcherOf(filter);
    return followLog({
      from,
      signal: AbortSignal.any([signal, this.#closing.signal]),
      changes: this.#changes,
      pollIntervalMs: 60_000,
      readBatch: async (after) => this.#batchAfter(after, matches, batchSize),
    });
  }

  async head(): Promise<Position> {
    return positionOf(this.#log.length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
  }

  #before(position: Position | undefined): number {
    return position === undefined ? this.#log.length : Math.max(0, Number(position) - 1);
  }

  #record(stream: StreamName, event: EncodedEvent, recordedAt: Date): void {
    const events = this.#streams.get(stream) ?? [];
    const stored = { ...event, stream, revision: events.length, position: this.#log.length + 1, recordedAt };
    this.#streams.set(stream, events);
    events.push(stored);
    this.#log.push(stored);
    this.#byId.set(event.id, stored);
  }

  #duplicateOf(stream: StreamName, events: readonly EncodedEvent[]): AppendResult | undefined {
    const known = events.map(({ id }) => this.#byId.get(id));
    const taken = known.find((event) => event !== undefined);
    if (taken === undefined) return undefined;
    const isSame = events.every(({ type, data }, index) => {
      const other = known[index];
      return other?.stream === stream && other.type === type && other.data === data;
    });
    const last = known.at(-1);
    if (!isSame || last === undefined) throw new EventIdConflictError(taken.id);
    return { revision: last.revision, position: positionOf(last.position), duplicate: true };
  }

  #batchAfter(after: Position, matches: (event: StoredEvent) => boolean, batchSize: number): EventBatch {
    const head = positionOf(this.#log.length);
    if (after > head) throw new PositionAheadOfLogError(after, head);
    const events: RecordedEvent[] = [];
    let at = Number(after);
    for (; at < this.#log.length && events.length < batchSize; at += 1) {
      const event = this.#log[at];
      if (event !== undefined && matches(event)) events.push(this.#decode(event));
    }
    return { events, position: positionOf(at), caughtUp: at === this.#log.length };
  }

  async *#decodeAll(events: readonly StoredEvent[], signal: AbortSignal | undefined): AsyncGenerator<RecordedEvent, void> {
    for (const event of events) {
      if (signal?.aborted === true) return;
      yield this.#decode(event);
    }
  }

  #decode(event: StoredEvent): RecordedEvent {
    const { id, type, stream, revision, recordedAt } = event;
    return { id, type, ...this.#codec.decode(type, event), stream, revision, position: positionOf(event.position), recordedAt };
  }
}
