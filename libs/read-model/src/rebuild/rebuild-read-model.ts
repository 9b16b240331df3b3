import { positionOf, type Position } from '@postbode/kernel';
import { createPool } from '@postbode/postgres';
import { checkedSchema, liveSchema, type ReadModelOptions } from '../database/data-source.js';
import { ReadModelDatabase } from '../database/read-model-database.js';
import type { EnvelopeOpener } from '../envelope/envelope-opener.js';
import { migrateReadModel } from '../migrations/migrate-read-model.js';
import { projections as allProjections } from '../projections/index.js';
import type { Projection } from '../projections/projection.js';
import { applyOnce, type ProjectionTarget } from '../running/apply-batch.js';
import { Checkpoints } from '../running/checkpoints.js';
import type { EventLog } from '../running/event-log.js';
import { preparedBatches } from '../running/prepared-batches.js';
import { readAhead } from '../running/read-ahead.js';

export const rebuildSchema = 'read_model_rebuild';

export interface RebuildOptions extends Omit<ReadModelOptions, 'schema'> {
  readonly log: EventLog;
  readonly envelopes: EnvelopeOpener;
  /** A schema of its own, emptied first. Default {@link rebuildSchema}. */
  readonly schema?: string;
  /** Last position to apply. Default: the end of the log at the start. */
  readonly upTo?: Position;
  readonly projections?: readonly Projection[];
  /** Most events in one transaction. Default 2,000. */
  readonly batchSize?: number;
}

export interface RebuildResult {
  readonly events: number;
  readonly milliseconds: number;
  readonly position: Position;
}

interface Stretch {
  readonly log: EventLog;
  readonly target: ProjectionTarget;
  readonly upTo: Position;
  readonly batchSize: number;
}

/** @returns how many events were applied */
const advance = async ({ log, target, upTo, batchSize }: Stretch): Promise<number> => {
  const { database, projection } = target;
  const left = new AbortController();
  let from = await new Checkpoints().load(database, projection);
  let applied = 0;
  if (from >= upTo) return applied;
  const source = log.subscribe({ from, filter: { categories: projection.handles }, batchSize, signal: left.signal });
  for await (const batch of readAhead(preparedBatches(source, projection, target.context), () => left.abort())) {
    const events = batch.events.filter(({ position }) => position <= upTo);
    const to = batch.position < upTo ? batch.position : upTo;
    await applyOnce({ ...target, context: batch.context }, from, events, to);
    applied += events.length;
    from = to;
    if (from >= upTo) break;
  }
  return applied;
};

const emptySchema = async (url: string, schema: string): Promise<void> => {
  const pool = createPool({ connectionString: url, applicationName: 'postbode-rebuild', max: 1 });
  try {
    await pool.query(`DROP SCHEMA IF EXISTS ${checkedSchema(schema)} CASCADE`);
    await migrateReadModel(pool, schema);
  } finally {
    await pool.end();
  }
};

/**
 * Applies what the log has since the schema's own checkpoints: how a rebuild catches up before it is compared or swapped.
 * Rejects with the first failure; what was applied stays, and advancing again goes on from there.
 */
export const advanceReadModel = async (database: ReadModelDatabase, options: RebuildOptions): Promise<RebuildResult> => {
  const { log, envelopes, projections = allProjections, batchSize = 2000 } = options;
  const upTo = options.upTo ?? (await log.head());
  const started = performance.now();
  let events = 0;
  for (const projection of projections) {
    events += await advance({ log, upTo, batchSize, target: { database, projection, context: { envelopes } } });
  }
  return { events, milliseconds: performance.now() - started, position: positionOf(upTo) };
};

/**
 * Makes all read models anew from the log, in a schema beside the live one, which goes on undisturbed.
 * @throws RangeError for the live schema; whatever a projection throws, which names the event
 */
export const rebuildReadModel = async (options: RebuildOptions): Promise<RebuildResult> => {
  const schema = options.schema ?? rebuildSchema;
  if (schema === liveSchema) throw new RangeError('A rebuild needs a schema of its own.');
  await emptySchema(options.url, schema);
  await using database = await ReadModelDatabase.open({ applicationName: 'postbode-rebuild', ...options, schema });
  return await advanceReadModel(database, options); // before the database closes
};
