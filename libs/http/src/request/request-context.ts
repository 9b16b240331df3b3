import { type Actor, type CommandId, deterministicId, randomId } from '@postbode/kernel';
import type { FastifyRequest } from 'fastify';
import { actorOf, type Principal } from '../auth/principal.js';
import { tokenMissing } from '../auth/token-verifier.js';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.js';
import { headerOf } from './header.js';
import { reasonOf } from './reason.js';
import { parseTraceparent } from './traceparent.js';

/** What a command's metadata needs to know of the request that carries it. */
export interface RequestContext {
  readonly principal: Principal;
  readonly actor: Actor;
  /** See {@link commandIdOf}. */
  readonly commandId: CommandId;
  /** `X-Request-Id`, the caller's or ours. */
  readonly correlationId: string;
  /** W3C Trace Context, when well-formed. */
  readonly traceparent: string | undefined;
  /** `Postbode-Reason`: free text for the history, at most 500 characters. */
  readonly reason: string | undefined;
  /** Whether the request came over TLS, to us or to a trusted proxy: decides whether credentials may be entered. */
  readonly secureTransport: boolean;
}

const namespace = '6f0d3c1e-5a52-5b8e-9c51-0a7b6f3d2e41';

/** Caller, method, route and key: what one Idempotency-Key is unique in. */
export const idempotencyScopeOf = (request: FastifyRequest, principal: Principal, key: string): string =>
  JSON.stringify([principal.id, request.method, request.routeOptions.url ?? '', key]);

/**
 * The id of the command a request carries. With an Idempotency-Key it follows from caller, method, route and key, so that
 * a repeated request is the same command (and, event ids following from it, the same events) even after its stored answer
 * is gone. Without one it is random.
 */
export const commandIdOf = (request: FastifyRequest, principal: Principal): CommandId => {
  const key = idempotencyKeyOf(request.headers);
  return key === undefined ? randomId<CommandId>() : deterministicId<CommandId>(namespace, idempotencyScopeOf(request, principal, key));
};

/** @throws HttpProblem 400 for a malformed reason or key, 401 without a principal */
export const requestContextOf = (request: FastifyRequest): RequestContext => {
  const { principal, headers } = request;
  if (principal === undefined) throw tokenMissing();
  const traceparent = headerOf(headers, 'traceparent');
  return {
    principal,
    actor: actorOf(principal),
    commandId: commandIdOf(request, principal),
    correlationId: request.id,
    traceparent: parseTraceparent(traceparent) === undefined ? undefined : traceparent,
    reason: reasonOf(headerOf(headers, 'postbode-reason')),
    secureTransport: request.protocol === 'https',
  };
};
