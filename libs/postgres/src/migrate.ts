import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { inTransaction } from './transaction.js';

export interface Migration {
  /** `0001-events`: unique in its area, applied in this order. */
  readonly name: string;
  readonly sql: string;
}

const checksum = (sql: string): string => createHash('sha256').update(sql).digest('hex');

/** 'Postbode' as a number: the one advisory lock of all migrations, so that replicas started together take turns. */
const migrationLock = 0x706f7374;

/**
 * Applies what is new of one area's migrations, in one transaction. Safe to run from many processes at once.
 * @throws when a migration that was applied has another text now
 */
export const migrate = (pool: Pool, area: string, migrations: readonly Migration[]): Promise<void> =>
  inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    await client.query(
      `CREATE TABLE IF NOT EXISTS public.postbode_migration (
         area text NOT NULL, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
         PRIMARY KEY (area, name))`,
    );
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'SELECT name, checksum FROM public.postbode_migration WHERE area = $1',
      [area],
    );
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    for (const { name, sql } of migrations) {
      const known = applied.get(name);
      if (known === checksum(sql)) continue;
      if (known !== undefined) throw new Error(`The migration ${area}/${name} was changed after it was applied.`);
      await client.query(sql);
      await client.query('INSERT INTO public.postbode_migration (area, name, checksum) VALUES ($1, $2, $3)', [area, name, checksum(sql)]);
    }
  });
