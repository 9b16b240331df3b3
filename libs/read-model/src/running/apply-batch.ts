import type { Position, RecordedEvent } from '@postbode/kernel';
import { sqlStateOf } from '@postbode/postgres';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import { CheckpointMovedError } from '../projections/projection.errors.js';
import type { Projection, ProjectionContext } from '../projections/projection.js';
import { Checkpoints } from './checkpoints.js';

export interface ProjectionTarget {
  readonly database: ReadModelDatabase;
  readonly projection: Projection;
  readonly context: ProjectionContext;
  /** Tests only: without the guard. */
  readonly checkpoints?: Checkpoints;
}

/** An event that cannot be applied. The projection stands before it until the cause is gone: nothing is skipped. */
export class PoisonEventError extends Error {
  override readonly name = 'PoisonEventError';

  constructor(
    readonly projection: string,
    readonly event: Pick<RecordedEvent, 'id' | 'type' | 'stream' | 'revision' | 'position'>,
    cause: unknown,
  ) {
    super(`${projection} cannot apply ${event.type} ${event.id} at position ${event.position}.`, { cause });
  }
}

/**
 * Classes 08, 40, 53 and 57P of SQLSTATE, or no answer at all: the database's trouble, not the event's. A statement that took
 * too long (57014) is not among them: half the batch may do.
 */
const isPassing = (error: unknown): boolean => {
  const state = sqlStateOf(error) ?? '';
  if (/^(?=.*\d)[0-9A-Z]{5}$/.test(state)) return /^(?:08|40|53|57P)/.test(state);
  return error instanceof Error && /ECONN|ETIMEDOUT|EPIPE|Connection terminated|timeout/i.test(`${state} ${error.message}`);
};

/**
 * Rows and checkpoint in one transaction.
 * @throws CheckpointMovedError, and what the projection throws: then nothing was written
 */
export const applyOnce = (target: ProjectionTarget, expected: Position, events: readonly RecordedEvent[], to: Position): Promise<void> => {
  const { database, projection, context, checkpoints = new Checkpoints() } = target;
  return database.transaction(async (sql) => {
    await checkpoints.guard(sql, projection, expected);
    if (events.length > 0) await projection.apply(sql, events, context);
    await checkpoints.advance(sql, projection, to);
  });
};

/**
 * Applies a batch; one that fails is halved until the event that fails stands alone, so that everything before it is shown.
 * @param to the position the batch was read up to
 * @throws CheckpointMovedError; PoisonEventError; passing failures of the database
 */
export const applyBatch = async (
  target: ProjectionTarget,
  expected: Position,
  events: readonly RecordedEvent[],
  to: Position,
): Promise<void> => {
  try {
    await applyOnce(target, expected, events, to);
  } catch (error) {
    const [only] = events;
    if (only === undefined || error instanceof CheckpointMovedError || isPassing(error)) throw error;
    if (events.length === 1) throw new PoisonEventError(target.projection.name, only, error);
    const half = Math.ceil(events.length / 2);
    const middle = events[half - 1]?.position ?? expected;
    await applyBatch(target, expected, events.slice(0, half), middle);
    await applyBatch(target, middle, events.slice(half), to);
  }
};
