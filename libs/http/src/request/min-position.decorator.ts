import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Position, positionOf } from '@postbode/kernel';
import type { FastifyRequest } from 'fastify';
import { HttpProblem } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';
import { documentHeader } from './document-header.js';
import { headerOf } from './header.js';

const largest = 2n ** 63n - 1n;

/** @throws HttpProblem 400 when it is not a position */
export const minPositionOf = (text: string | undefined): Position | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d{1,19}$/.test(text) || BigInt(text) > largest) {
    throw new HttpProblem(httpProblems.invalidParameter, undefined, { errors: [{ parameter: 'minPosition', detail: 'Not a position.' }] });
  }
  return positionOf(text);
};

/**
 * Parameter decorator: the position (`Position | undefined`) a read must have caught up with, from `?minPosition=` or
 * `Postbode-Min-Position`. The query string wins. Waiting for it is the query service's part.
 */
export const MinPosition = createParamDecorator(
  (_data: undefined, context: ExecutionContext): Position | undefined => {
    const { query, headers } = context.switchToHttp().getRequest<FastifyRequest<{ Querystring: { minPosition?: string | string[] } }>>();
    const { minPosition } = query;
    return minPositionOf(minPosition?.toString() ?? headerOf(headers, 'postbode-min-position'));
  },
  [
    documentHeader({
      name: 'Postbode-Min-Position',
      required: false,
      description: 'Wait until this position is visible (read your writes).',
    }),
  ],
);
