import { fullJitter, pause, type Position } from '@postbode/kernel';
import { CheckpointMovedError } from '../projections/projection.errors.js';
import { applyBatch, type ProjectionTarget } from './apply-batch.js';
import { Checkpoints } from './checkpoints.js';
import type { EventLog } from './event-log.js';
import { preparedBatches, type PreparedBatch } from './prepared-batches.js';
import { readAhead } from './read-ahead.js';

/** For metrics, logs and readiness. Must not throw. */
export interface ProjectionObserver {
  /** After each batch; `events` of them were applied. */
  applied?(projection: string, progress: { readonly events: number; readonly position: Position; readonly caughtUp: boolean }): void;
  /** A `PoisonEventError` names the event. It is tried again; `attempt` counts failures in a row from 1. */
  failed?(projection: string, failure: { readonly error: unknown; readonly attempt: number }): void;
}

export interface ProjectionRunnerOptions extends ProjectionTarget {
  readonly log: EventLog;
  readonly observer?: ProjectionObserver;
  /** Most events in one transaction. Default 2,000. */
  readonly batchSize?: number;
  /** Milliseconds: first and longest ceiling of the full-jitter back-off. Default 100 and 30,000. */
  readonly retry?: { readonly baseMs: number; readonly capMs: number };
}

/** Measured: 500 events a transaction rebuild a third slower than 2,000; more gains nothing and holds locks for longer. */
export const defaultProjectionBatch = 2000;

/** Keeps one projection's rows at the end of the log, from its own checkpoint on. */
export class ProjectionRunner {
  constructor(private readonly options: ProjectionRunnerOptions) {}

  /** Until the signal aborts, after the batch in hand. Never rejects: failures are told to the observer and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const { projection, observer, retry = { baseMs: 100, capMs: 30_000 } } = this.options;
    const isStopped = (): boolean => signal.aborted;
    for (let failures = 0; !isStopped();) {
      try {
        for await (const progress of this.follow(signal)) {
          failures = 0;
          observer?.applied?.(projection.name, progress);
        }
      } catch (error) {
        failures += 1;
        observer?.failed?.(projection.name, { error, attempt: failures });
        await pause(fullJitter(failures, retry.baseMs, retry.capMs), signal);
      }
    }
  }

  private async *follow(signal: AbortSignal) {
    const { database, projection, checkpoints = new Checkpoints() } = this.options;
    let position = await checkpoints.load(database, projection);
    for await (const batch of this.batches(position, signal)) {
      await applyBatch({ ...this.options, context: batch.context }, position, batch.events, batch.position);
      position = batch.position;
      yield { events: batch.events.length, position, caughtUp: batch.caughtUp };
    }
  }

  private batches(from: Position, signal: AbortSignal): AsyncIterable<PreparedBatch> {
    const { log, projection, context, batchSize = defaultProjectionBatch } = this.options;
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

/** True for what happens when two runners meet: the later one starts again from the checkpoint. */
export const isLostRace = (error: unknown): boolean => error instanceof CheckpointMovedError;
