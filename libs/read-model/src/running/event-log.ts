import type { Position, RecordedEvent } from '@postbode/kernel';

export interface LogBatch {
  readonly events: readonly RecordedEvent[];
  /** Everything up to and including this position was looked at. */
  readonly position: Position;
  readonly caughtUp: boolean;
}

/** What read models ask of the log; an `EventStore` of `@postbode/event-store` is one. */
export interface EventLog {
  subscribe(options: {
    readonly from: Position;
    readonly filter: { readonly categories: readonly string[] };
    readonly batchSize: number;
    readonly signal: AbortSignal;
  }): AsyncIterable<LogBatch>;
  head(): Promise<Position>;
}
