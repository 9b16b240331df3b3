import type { ProblemEntry } from './problem.entry.js';

/** What is wrong with one field of the body (RFC 6901 pointer) or with one parameter (its name). */
export interface ProblemDetail {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly detail: string;
}

export interface HttpProblemOptions {
  readonly errors?: readonly ProblemDetail[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

/** A refusal of the HTTP layer itself. `detail` is for a person: never a secret, never a value the caller did not send. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly errors: readonly ProblemDetail[];
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(
    readonly entry: ProblemEntry,
    readonly detail?: string,
    options: HttpProblemOptions = {},
  ) {
    super(detail ?? entry.title, { cause: options.cause });
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
    this.details = options.details ?? {};
  }
}
