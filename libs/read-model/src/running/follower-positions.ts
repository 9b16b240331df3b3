import { positionOf, startPosition, type Position } from '@postbode/kernel';
import type { ReadModelDatabase } from '../database/read-model-database.js';

/** Where followers that make no rows (reactions) resume. Kept beside the read models: a rebuild does not repeat them. */
export class FollowerPositions {
  constructor(private readonly database: ReadModelDatabase) {}

  async load(name: string): Promise<Position> {
    const [row] = await this.database.query<{ position: string }>('SELECT position::text FROM telemetry.follower WHERE name = $1', [name]);
    return row === undefined ? startPosition : positionOf(row.position);
  }

  /** Never moves backwards: a follower that lost the lead cannot undo its successor's progress. */
  async save(name: string, position: Position): Promise<void> {
    await this.database.query(
      `INSERT INTO telemetry.follower AS follower (name, position) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET position = greatest(follower.position, excluded.position) RETURNING name`,
      [name, position.toString()],
    );
  }
}
