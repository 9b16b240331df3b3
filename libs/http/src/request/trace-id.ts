import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { headerOf } from './header.js';
import { parseTraceparent } from './traceparent.js';

const acceptable = /^[A-Za-z0-9._:-]{1,128}$/;

/** The caller's `X-Request-Id` when it is harmless to log and to echo, else one of ours. */
export const requestIdOf = (raw: Pick<IncomingMessage, 'headers'>): string => {
  const given = headerOf(raw.headers, 'x-request-id');
  return given !== undefined && acceptable.test(given) ? given : randomUUID();
};

/** What a person gives an operator to find the request: the trace's id, or the request's where there is no trace. */
export const traceIdOf = (request: Pick<FastifyRequest, 'headers' | 'id'>): string =>
  parseTraceparent(headerOf(request.headers, 'traceparent'))?.traceId ?? request.id;
