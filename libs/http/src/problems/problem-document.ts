import { HttpException } from '@nestjs/common';
import { DomainError } from '@postbode/kernel';
import { HttpProblem } from './http-problem.errors.js';
import { httpProblems } from './problem.catalogue.js';
import { domainProblem, problemType, type ProblemEntry } from './problem.entry.js';

/** RFC 9457, with the members of ours: `code`, `traceId`, `errors`, `details`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly traceId: string;
  readonly errors?: readonly object[];
  readonly details?: object;
}

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemDocument;
}

export const problemMediaType = 'application/problem+json';

const byStatus = new Map<number, ProblemEntry>([
  [400, httpProblems.malformedRequest],
  [404, httpProblems.routeNotFound],
  [405, httpProblems.methodNotAllowed],
  [413, httpProblems.bodyTooLarge],
  [414, httpProblems.uriTooLong],
  [415, httpProblems.unsupportedMediaType],
  [429, httpProblems.tooManyRequests],
]);

const byFastifyCode = new Map<string, ProblemEntry>([
  ['FST_ERR_CTP_INVALID_JSON_BODY', httpProblems.malformedJson],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', httpProblems.malformedJson],
]);

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Nest wraps what Fastify refused; neither text reaches the caller. */
const frameworkRefusal = (error: unknown): HttpProblem | undefined => {
  const inner = error instanceof HttpException ? error.cause : error;
  const known = byFastifyCode.get(codeOf(inner));
  if (known !== undefined) return new HttpProblem(known);
  const status = error instanceof HttpException ? error.getStatus() : codeOf(error).startsWith('FST_') ? statusCodeOf(error) : 500;
  if (status >= 500) return undefined;
  return new HttpProblem(byStatus.get(status) ?? { ...httpProblems.refused, status });
};

const statusCodeOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;

const refusalOf = (error: unknown): HttpProblem | undefined => {
  if (error instanceof HttpProblem) return error;
  if (!(error instanceof DomainError)) return frameworkRefusal(error);
  return new HttpProblem(domainProblem(error.code, error.kind), error.message, {
    errors: error.fields,
    details: error.details,
    headers: error.kind === 'unavailable' ? { 'retry-after': '5' } : {},
  });
};

/** `undefined` for a fault of ours: the caller learns only its trace id. */
export const isExpected = (error: unknown): boolean => refusalOf(error) !== undefined;

/** Any error as the answer it gets. Total: what is not known becomes a bare 500. */
export const problemOf = (error: unknown, traceId: string): ProblemAnswer => {
  const { entry, detail, errors, details, headers } = refusalOf(error) ?? new HttpProblem(httpProblems.internal);
  return {
    status: entry.status,
    headers,
    body: {
      type: problemType(entry.code),
      title: entry.title,
      status: entry.status,
      ...(detail === undefined ? {} : { detail }),
      code: entry.code,
      traceId,
      ...(errors.length === 0 ? {} : { errors }),
      ...(Object.keys(details).length === 0 ? {} : { details }),
    },
  };
};
