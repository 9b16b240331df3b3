import { HttpProblem } from '@postbode/http';
import type { Position } from '@postbode/kernel';
import type { ReadModelProgress } from '@postbode/read-model';
import { queryProblems } from '../query.problems.js';

/** Milliseconds a known position is given out again: one look at the checkpoints serves all requests of that time. */
const freshMs = 250;

/** How far the read models are, asked for rarely: every answer says it, and a query of its own would cost as much as the answer. */
export class ShownPosition {
  private known: { readonly position: Position; readonly until: number } | undefined;
  private reading: Promise<Position> | undefined;

  /** @param waitMs milliseconds a read waits for the position it asks for */
  constructor(
    private readonly progress: Pick<ReadModelProgress, 'position' | 'waitForPosition'>,
    private readonly waitMs: number,
  ) {}

  /**
   * A position that is shown for certain, `min` or beyond. At once where it is known already.
   * @throws HttpProblem 503 when the read models do not get there in time
   */
  atLeast(min: Position | undefined): Position | Promise<Position> {
    const fresh = this.known !== undefined && performance.now() < this.known.until ? this.known.position : undefined;
    if (min === undefined) return fresh ?? this.read();
    return fresh !== undefined && fresh >= min ? fresh : this.waitFor(min);
  }

  private async waitFor(min: Position): Promise<Position> {
    if (await this.progress.waitForPosition(min, this.waitMs)) return min;
    throw new HttpProblem(queryProblems.notCaughtUp, `Position ${min} is not shown yet.`, { headers: { 'retry-after': '2' } });
  }

  private read(): Promise<Position> {
    this.reading ??= this.readOnce().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readOnce(): Promise<Position> {
    const position = await this.progress.position();
    this.known = { position, until: performance.now() + freshMs };
    return position;
  }
}
