import { checkedSchema, liveSchema } from '../database/data-source.js';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import { rebuildSchema } from './rebuild-read-model.js';

export const retiredSchema = 'read_model_retired';

export interface SwapOptions {
  readonly live?: string;
  readonly rebuilt?: string;
  /** Where the replaced one is kept until the next swap, for a look or the way back. */
  readonly retired?: string;
}

/**
 * The rebuilt schema becomes the live one, in one transaction. Locking both checkpoint tables waits for writes under way and
 * holds up new ones, so no runner writes half here and half there; it then finds another checkpoint and starts again from it.
 * Rejects, with nothing changed, when writes under way do not end within ten seconds.
 */
export const swapReadModel = (database: ReadModelDatabase, options: SwapOptions = {}): Promise<void> => {
  const live = checkedSchema(options.live ?? liveSchema);
  const rebuilt = checkedSchema(options.rebuilt ?? rebuildSchema);
  const retired = checkedSchema(options.retired ?? retiredSchema);
  return database.transaction(async (sql) => {
    await sql.execute(`SET LOCAL lock_timeout = '10s'`); // others queue behind a lock that waits (pitfall 83)
    await sql.execute(`LOCK TABLE ${live}.checkpoint, ${rebuilt}.checkpoint IN ACCESS EXCLUSIVE MODE`);
    await sql.execute(`DROP SCHEMA IF EXISTS ${retired} CASCADE`);
    await sql.execute(`ALTER SCHEMA ${live} RENAME TO ${retired}`);
    await sql.execute(`ALTER SCHEMA ${rebuilt} RENAME TO ${live}`);
  });
};
