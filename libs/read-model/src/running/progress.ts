import { pause, positionOf, type Position } from '@postbode/kernel';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import { CheckpointRow } from '../entities/index.js';
import type { Projection } from '../projections/projection.js';
import { projections } from '../projections/index.js';
import type { EventLog } from './event-log.js';

export interface ProjectionLag {
  readonly projection: string;
  readonly position: Position;
  /** Positions of the log not looked at yet; an upper bound for its events. */
  readonly behind: bigint;
}

/** How far the read models are: for read-your-writes, metrics and readiness. */
export class ReadModelProgress {
  constructor(
    private readonly database: ReadModelDatabase,
    private readonly followed: readonly Pick<Projection, 'name'>[] = projections,
  ) {}

  /** Of each projection; 0 for one that has not started. */
  async positions(): Promise<ReadonlyMap<string, Position>> {
    const rows = await this.database.query<{ name: string; position: string }>(
      `SELECT name, position::text FROM ${this.database.table(CheckpointRow)}`,
    );
    const known = new Map(rows.map(({ name, position }) => [name, positionOf(position)]));
    return new Map(this.followed.map(({ name }) => [name, known.get(name) ?? positionOf(0)]));
  }

  /** Everything up to here is shown. */
  async position(): Promise<Position> {
    const [first = positionOf(0), ...rest] = (await this.positions()).values();
    return rest.reduce((least, position) => (position < least ? position : least), first);
  }

  async lag(log: Pick<EventLog, 'head'>): Promise<ProjectionLag[]> {
    const positions = await this.positions(); // before the head, so that lag is never understated
    const head = await log.head();
    return [...positions].map(([projection, position]) => ({ projection, position, behind: head > position ? head - position : 0n }));
  }

  /**
   * Read-your-writes: resolves true as soon as every projection is at `min` or beyond, false after `timeoutMs` milliseconds
   * or when the signal aborts.
   */
  async waitForPosition(min: Position, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    for (let wait = 5; ; wait = Math.min(wait * 2, 100)) {
      if ((await this.position()) >= min) return true;
      const left = deadline - performance.now();
      if (left <= 0 || signal?.aborted === true) return false;
      await pause(Math.min(wait, left), signal);
    }
  }
}
