import { positionOf, type Position } from '@postbode/kernel';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import type { ReadModelSql } from '../database/read-model-sql.js';
import { CheckpointRow } from '../entities/index.js';
import { CheckpointMovedError, ProjectionVersionError } from '../projections/projection.errors.js';
import type { Projection } from '../projections/projection.js';

type Versioned = Pick<Projection, 'name' | 'version'>;

/** Where each projection is, and the guard of its writes. */
export class Checkpoints {
  /** @throws ProjectionVersionError when the rows are of another version of the code */
  async load(database: ReadModelDatabase, { name, version }: Versioned): Promise<Position> {
    return database.use(async (sql) => {
      const table = sql.table(CheckpointRow);
      await sql.execute(`INSERT INTO ${table} (name, version, position) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING`, [name, version]);
      const [row] = await sql.find(CheckpointRow, { name });
      if (row !== undefined && row.version !== version) throw new ProjectionVersionError(name, version, row.version);
      return positionOf(row?.position ?? 0n);
    });
  }

  /**
   * First statement of every writing transaction: locks the checkpoint, and with it all others out. Leadership is no more
   * than a wish not to race; this is what makes it safe (pitfalls 4 and 5).
   * The commit need not wait for the disk: rows and checkpoint are lost or kept together, and the log has the events.
   * @throws CheckpointMovedError when somebody else has written since `expected`
   */
  async guard(sql: ReadModelSql, { name, version }: Versioned, expected: Position): Promise<void> {
    const rows = await sql.query<{ position: string; version: number }>(
      `SELECT position::text, version, set_config('synchronous_commit', 'off', true) FROM ${sql.table(CheckpointRow)} WHERE name = $1 FOR UPDATE`,
      [name],
    );
    const [row] = rows;
    if (row?.version !== version || positionOf(row.position) !== expected) throw new CheckpointMovedError(name);
  }

  async advance(sql: ReadModelSql, { name }: Versioned, to: Position): Promise<void> {
    await sql.execute(`UPDATE ${sql.table(CheckpointRow)} SET position = $2 WHERE name = $1`, [name, to.toString()]);
  }
}
