import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { traceIdOf } from '../request/trace-id.js';
import { HttpProblem } from './http-problem.errors.js';
import { httpProblems } from './problem.catalogue.js';
import { isExpected, problemMediaType, problemOf } from './problem-document.js';

export interface ProblemFilterOptions {
  /** Methods another route serves at this address: 405 instead of 404 when there is one (RFC 9110 §15.5.6). */
  readonly methodsAt: (url: string) => readonly string[];
  /** A fault of ours, for the log. Never called for a refusal. */
  readonly onFault: (error: unknown, traceId: string) => void;
}

/** Every error leaves as a problem document, and nothing internal leaves with it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly options: ProblemFilterOptions) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const traceId = traceIdOf(request);
    if (!isExpected(error)) this.options.onFault(error, traceId);
    const { status, headers, body } = problemOf(this.refine(error, request), traceId);
    for (const name of ['etag', 'content-disposition', 'postbode-position']) reply.removeHeader(name);
    void reply.code(status).headers(headers).header('cache-control', 'no-store').type(problemMediaType).send(JSON.stringify(body));
  }

  private refine(error: unknown, request: FastifyRequest): unknown {
    if (!request.is404) return error;
    const allowed = this.options.methodsAt(request.url);
    return allowed.length === 0
      ? error
      : new HttpProblem(httpProblems.methodNotAllowed, undefined, { headers: { allow: allowed.join(', ') } });
  }
}
