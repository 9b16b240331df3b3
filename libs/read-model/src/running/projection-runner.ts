import type { Position } from '@postbode/kernel';
import { applyBatch, type ProjectionTarget } from './apply-batch.js';
import { Checkpoints } from './checkpoints.js';
import type { EventLog } from './event-log.js';
import { keepFollowing, type FollowObserver, type FollowProgress, type FollowRetry } from './keep-following.js';
import { preparedBatches, type PreparedBatch } from './prepared-batches.js';
import { readAhead } from './read-ahead.js';

export interface ProjectionRunnerOptions extends ProjectionTarget {
  readonly log: EventLog;
  readonly observer?: FollowObserver;
  /** Most events in one transaction. Default 2,000. */
  readonly batchSize?: number;
  readonly retry?: FollowRetry;
}

/** Keeps one projection's rows at the end of the log, from its own checkpoint on. */
export class ProjectionRunner {
  constructor(private readonly options: ProjectionRunnerOptions) {}

  /** Until the signal aborts, after the batch in hand. Never rejects: failures are told to the observer and tried again. */
  run(signal: AbortSignal): Promise<void> {
    const { projection, observer, retry } = this.options;
    return keepFollowing({ name: projection.name, follow: (stop) => this.follow(stop), observer, retry }, signal);
  }

  private async *follow(signal: AbortSignal): AsyncGenerator<FollowProgress, void> {
    const { database, projection, checkpoints = new Checkpoints() } = this.options;
    let position = await checkpoints.load(database, projection);
    for await (const batch of this.batches(position, signal)) {
      await applyBatch({ ...this.options, context: batch.context }, position, batch.events, batch.position);
      position = batch.position;
      yield { events: batch.events.length, position, caughtUp: batch.caughtUp };
    }
  }

  private batches(from: Position, signal: AbortSignal): AsyncIterable<PreparedBatch> {
    const { log, projection, context, batchSize = 2000 } = this.options;
    const left = new AbortController();
    const source = log.subscribe({
      from,
      filter: { categories: projection.handles },
      batchSize,
      signal: AbortSignal.any([signal, left.signal]),
    });
    return readAhead(preparedBatches(source, projection, context), () => left.abort());
  }
}
