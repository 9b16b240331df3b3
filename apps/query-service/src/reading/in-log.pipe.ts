import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { HttpProblem } from '@postbode/http';
import type { Position } from '@postbode/kernel';
import { queryPorts, type QueryPorts } from '../query-ports.js';
import { queryProblems } from '../query.problems.js';

/** As `CaughtUp`, for reads of the log itself: it has every write that was answered, so there is nothing to wait for. */
@Injectable()
export class InLog implements PipeTransform<Position | undefined, Promise<Position>> {
  constructor(@Inject(queryPorts) private readonly ports: QueryPorts) {}

  async transform(min: Position | undefined): Promise<Position> {
    const head = await this.ports.store.head();
    if (min === undefined || min <= head) return head;
    throw new HttpProblem(queryProblems.notCaughtUp, `Position ${min} lies beyond the log.`, { headers: { 'retry-after': '2' } });
  }
}
