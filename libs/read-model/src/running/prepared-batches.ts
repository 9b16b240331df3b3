import type { Projection, ProjectionContext } from '../projections/projection.js';
import type { LogBatch } from './event-log.js';

export interface PreparedBatch extends LogBatch {
  readonly context: ProjectionContext;
}

/** A batch that cannot be prepared goes on as it is: applying it meets the same failure and finds the event to blame. */
const prepared = (projection: Projection, batch: LogBatch, context: ProjectionContext): Promise<ProjectionContext> =>
  projection.prepare === undefined || batch.events.length === 0
    ? Promise.resolve(context)
    : projection.prepare(batch.events, context).catch(() => context);

export async function* preparedBatches(
  batches: AsyncIterable<LogBatch>,
  projection: Projection,
  context: ProjectionContext,
): AsyncGenerator<PreparedBatch, void> {
  for await (const batch of batches) yield { ...batch, context: await prepared(projection, batch, context) };
}
