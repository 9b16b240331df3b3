/** What went wrong, as the caller may react to it. HTTP gives each kind its status in one place (`libs/http`). */
export type ErrorKind = 'invalid' | 'not-found' | 'conflict' | 'precondition-failed' | 'forbidden' | 'unavailable';

export interface FieldProblem {
  /** JSON pointer (RFC 6901) into the request body. */
  readonly pointer: string;
  readonly detail: string;
}

export interface DomainErrorOptions {
  readonly fields?: readonly FieldProblem[];
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

/**
 * A refusal as data. `code` is stable (`area.kebab-reason`) and documented in `docs/reference/problems.md`;
 * `message` is for a person and may change. Never put a secret or a mail server's own text into either.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly fields: readonly FieldProblem[];
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(
    readonly code: string,
    readonly kind: ErrorKind,
    message: string,
    options: DomainErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.fields = options.fields ?? [];
    this.details = options.details ?? {};
  }
}
