import type { EntityMetadata } from 'typeorm';
import { checkedSchema } from '../database/data-source.js';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import type { ReadModelSql } from '../database/read-model-sql.js';
import { CheckpointRow, entities } from '../entities/index.js';
import { PositionsDifferError } from '../projections/projection.errors.js';

export interface RowDifference {
  readonly table: string;
  /** The primary key's values. */
  readonly key: readonly string[];
  /** Whole rows as JSON; null: only the other has it. */
  readonly left: unknown;
  readonly right: unknown;
}

export interface Comparison {
  /** Rows looked at, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** At most `limit` a table. */
  readonly differences: readonly RowDifference[];
}

const comparedEntities = entities.filter((entity) => entity !== CheckpointRow);

const countRows = async (sql: ReadModelSql, table: string, schema: string): Promise<number> => {
  const [row] = await sql.query<{ count: string }>(`SELECT count(*)::text AS count FROM ${schema}.${table}`);
  return Number(row?.count ?? 0);
};

const differencesOf = (
  sql: ReadModelSql,
  metadata: EntityMetadata,
  left: string,
  right: string,
  limit: number,
): Promise<RowDifference[]> => {
  const table = metadata.tableName;
  const keys = metadata.primaryColumns.map(({ databaseName }) => databaseName);
  const key = keys.map((column) => `coalesce(l.${column}, r.${column})::text`).join(', ');
  return sql.query<RowDifference>(
    `SELECT '${table}' AS table, ARRAY[${key}] AS key, to_jsonb(l) AS left, to_jsonb(r) AS right
       FROM ${left}.${table} l FULL JOIN ${right}.${table} r USING (${keys.join(', ')})
      WHERE l IS DISTINCT FROM r
      ORDER BY 2 LIMIT ${limit}`,
  );
};

const checkPositions = async (sql: ReadModelSql, left: string, right: string): Promise<void> => {
  const differing = await sql.query<{ text: string }>(
    `SELECT format('%s %s/%s', name, l.position, r.position) AS text
       FROM ${left}.checkpoint l FULL JOIN ${right}.checkpoint r USING (name)
      WHERE l.position IS DISTINCT FROM r.position ORDER BY 1`,
  );
  if (differing.length > 0) throw new PositionsDifferError(differing.map(({ text }) => text));
};

/**
 * Every row of two schemas, in one snapshot of the database.
 * @param limit most differences reported a table
 * @throws PositionsDifferError when their projections are not at the same positions: wait, or advance the one behind
 */
export const compareReadModels = (database: ReadModelDatabase, left: string, right: string, limit = 100): Promise<Comparison> =>
  database.transaction(async (sql) => {
    await sql.execute('SET LOCAL statement_timeout = 0'); // reads everything, and disturbs nobody
    await checkPositions(sql, checkedSchema(left), checkedSchema(right));
    const rows: Record<string, number> = {};
    const differences: RowDifference[] = [];
    for (const entity of comparedEntities) {
      const metadata = database.dataSource.getMetadata(entity);
      rows[metadata.tableName] = await countRows(sql, metadata.tableName, left);
      differences.push(...(await differencesOf(sql, metadata, left, right, limit)));
    }
    return { rows, differences };
  }, 'REPEATABLE READ');
