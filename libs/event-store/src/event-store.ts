import type { NewEvent, Position, RecordedEvent, Revision, StreamName } from '@postbode/kernel';

/** `'any'`: no check. A number: the stream's last revision must be exactly this (-1: the stream must not exist). */
export type ExpectedRevision = Revision | 'any';

export interface AppendResult {
  /** Revision of the last event of the stream after this append. */
  readonly revision: Revision;
  /** Position of the last event of this append. */
  readonly position: Position;
  /** True when every event was in the stream already (a retried append): nothing was written. */
  readonly duplicate: boolean;
}

export type ReadDirection = 'forwards' | 'backwards';

export interface ReadStreamOptions {
  readonly direction?: ReadDirection;
  /** First revision to return (inclusive). Default: the first, or the last when reading backwards. */
  readonly from?: Revision;
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** Which events a reader wants. Both given: both must match. Absent: everything. */
export interface EventFilter {
  /** Stream categories (`profile`, `mailbox`, …). */
  readonly categories?: readonly string[];
  readonly types?: readonly string[];
}

export interface ReadAllOptions {
  readonly direction?: ReadDirection;
  /** Exclusive: events after this position (before it, when reading backwards). */
  readonly from?: Position;
  readonly filter?: EventFilter;
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface SubscribeOptions {
  /** Exclusive: the position of the last event already handled. */
  readonly from: Position;
  readonly filter?: EventFilter;
  /** Most events in one batch. Default 500. */
  readonly batchSize?: number;
  /** Ends the iteration cleanly, after the batch in hand. */
  readonly signal: AbortSignal;
}

/** Events in position order, and how far the log was read to give them. */
export interface EventBatch {
  /** May be empty: the filter matched nothing up to `position`. */
  readonly events: readonly RecordedEvent[];
  /** Everything up to and including this position was looked at; store it as the checkpoint. */
  readonly position: Position;
  /** True when nothing more was committed at the time of reading. */
  readonly caughtUp: boolean;
}

/**
 * The append-only log of all decisions.
 *
 * What every adapter promises (see `testing/event-store.contract.ts`): stream revisions are dense from 0; position order
 * is commit order, so a reader that resumes after a position never misses an event; an append is all or nothing and
 * idempotent by event id.
 */
export abstract class EventStore implements AsyncDisposable {
  /**
   * `events` must not be empty, and their ids must be UUIDs (RangeError).
   * @throws WrongExpectedRevisionError when the stream moved on; EventIdConflictError when an id is taken by another
   *   event; EventStoreUnavailableError when the outcome could not be learned (retrying the same events is safe).
   */
  abstract append(stream: StreamName, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;

  abstract readStream(stream: StreamName, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;

  abstract readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;

  /**
   * Batches for ever, the next one read only when the consumer asks for it (back-pressure). Use `for await`. The first
   * batch may be empty: it says whether the reader is caught up. A lost connection is waited out.
   * @throws PositionAheadOfLogError when `from` lies beyond the newest event: the checkpoint belongs to another log
   */
  abstract subscribe(options: SubscribeOptions): AsyncIterable<EventBatch>;

  /** Position of the newest committed event. */
  abstract head(): Promise<Position>;

  abstract [Symbol.asyncDispose](): Promise<void>;
}
