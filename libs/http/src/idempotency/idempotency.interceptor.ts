import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import { tokenMissing } from '../auth/token-verifier.js';
import { HttpProblem } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';
import { idempotencyScopeOf } from '../request/request-context.js';
import { fingerprintOf, idempotencyKeyOf } from './idempotency-key.js';
import { IdempotencyStore, type IdempotentRequest, type StoredAnswer } from './idempotency-store.js';

const keptHeaders = ['etag', 'location', 'postbode-position'] as const;

const answerOf = (reply: FastifyReply, value: unknown): StoredAnswer => ({
  status: reply.statusCode,
  headers: Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const header = reply.getHeader(name);
      return header === undefined ? [] : [[name, header.toString()]];
    }),
  ),
  body: value === undefined || value === null ? null : JSON.stringify(value),
});

const replay = (reply: FastifyReply, { status, headers, body }: StoredAnswer): unknown => {
  void reply.code(status).headers(headers).header('idempotency-replayed', 'true');
  return body === null ? undefined : (JSON.parse(body) as unknown);
};

const identify = (request: FastifyRequest, key: string): IdempotentRequest => {
  const { principal } = request;
  if (principal === undefined) throw tokenMissing();
  return {
    scope: idempotencyScopeOf(request, principal, key),
    principal: principal.id,
    fingerprint: fingerprintOf(request.url, request.body),
  };
};

/**
 * Handles a request that carries an Idempotency-Key once and answers its repetitions alike. Only answers of success are
 * kept: a refusal changed nothing, so its key stays free. 409 while the first is being handled, 422 when the key was used
 * for another request.
 */
@Injectable()
class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger(IdempotencyInterceptor.name);

  constructor(private readonly store: IdempotencyStore) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = idempotencyKeyOf(request.headers);
    if (key === undefined) return next.handle();
    return defer(() =>
      this.once(identify(request, key), http.getResponse<FastifyReply>(), () => lastValueFrom(next.handle(), { defaultValue: undefined })),
    );
  }

  private async once(request: IdempotentRequest, reply: FastifyReply, handle: () => Promise<unknown>): Promise<unknown> {
    const claim = await this.store.claim(request);
    switch (claim.kind) {
      case 'answered':
        return replay(reply, claim.answer);
      case 'mismatch':
        throw new HttpProblem(httpProblems.idempotencyMismatch);
      case 'in-progress':
        throw new HttpProblem(httpProblems.idempotencyInProgress, undefined, { headers: { 'retry-after': '1' } });
      case 'claimed':
        return this.handleClaimed(request, claim.attempt, reply, handle);
    }
  }

  private async handleClaimed(
    request: IdempotentRequest,
    attempt: string,
    reply: FastifyReply,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    let value: unknown;
    try {
      value = await handle();
    } catch (error) {
      await this.quietly(this.store.release(request, attempt));
      throw error;
    }
    // The command is done: failing to remember its answer must not turn it into an error.
    await this.quietly(this.store.complete(request, attempt, answerOf(reply, value)));
    return value;
  }

  private async quietly(work: Promise<void>): Promise<void> {
    await work.catch(() => {
      this.logger.warn('An idempotency row could not be written; the command id still protects against doubling.');
    });
  }
}

/** Lets a write be repeated safely under an `Idempotency-Key` (optional for the caller; answers are kept 24 hours). */
export const Idempotent = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Repeating the request with the same key (24 hours) gives the same answer, once done.',
    }),
  );
