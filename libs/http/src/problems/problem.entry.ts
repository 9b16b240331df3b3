import type { ErrorKind } from '@postbode/kernel';

/** One kind of problem the API can answer with, as `docs/reference/problems.md` lists it. */
export interface ProblemEntry {
  /** Stable: `area.kebab-reason`. */
  readonly code: string;
  readonly status: number;
  /** The same for every occurrence (RFC 9457 §3.1.3). */
  readonly title: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

/** The only place where a refusal gets its HTTP status. */
const answerOfKind: Readonly<Record<ErrorKind, { status: number; title: string }>> = {
  invalid: { status: 422, title: 'The request is not valid' },
  'not-found': { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'In conflict with the present state' },
  'precondition-failed': { status: 412, title: 'Changed in the meantime' },
  forbidden: { status: 403, title: 'Not allowed' },
  unavailable: { status: 503, title: 'Not available at this moment' },
};

/** The entry of a domain refusal: its kind decides status and title. */
export const domainProblem = (code: string, kind: ErrorKind, remedy = ''): ProblemEntry => ({ code, ...answerOfKind[kind], remedy });

/** `type` of a problem document: a stable URI that resolves nowhere, so that no deployment needs to serve it. */
export const problemType = (code: string): string => `urn:postbode:problem:${code}`;
