import type { Position } from '@postbode/kernel';
import type { ChangeSignal } from './change-signal.js';
import type { EventBatch } from './event-store.js';

export interface LogFollower {
  readonly from: Position;
  readonly signal: AbortSignal;
  readonly changes: ChangeSignal;
  /** Longest sleep at the end of the log without looking, in milliseconds. */
  readonly pollIntervalMs: number;
  /** The next batch after a position; undefined when it could not be read this time (the reader has already waited). */
  readonly readBatch: (after: Position) => Promise<EventBatch | undefined>;
}

/** What `subscribe` is, whatever the store: reads a batch only when asked for one, and sleeps at the end of the log. */
export async function* followLog({ from, signal, changes, pollIntervalMs, readBatch }: LogFollower): AsyncGenerator<EventBatch, void> {
  let position = from;
  let caughtUp = false;
  const isAborted = (): boolean => signal.aborted;
  while (!isAborted()) {
    const seen = changes.generation;
    const batch = await readBatch(position);
    if (isAborted()) return;
    if (batch === undefined) continue;
    const isNews = batch.events.length > 0 || batch.position > position || batch.caughtUp !== caughtUp;
    ({ position, caughtUp } = batch);
    if (isNews) yield batch;
    if (caughtUp) await changes.wait(seen, pollIntervalMs, signal);
  }
}
