import { isError } from './is-error.js';
import { DomainError } from '@postbode/kernel';

/** An error as a log may show it. */
export interface SafeError {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  /** Of a mail failure: `never`, `later` or `now`. */
  readonly retry?: string;
  readonly scope?: string;
  readonly retryAfterMs?: number;
  readonly table?: string;
  readonly constraint?: string;
  /** Frames only: the first lines of a stack repeat the message. */
  readonly stack?: readonly string[];
  readonly cause?: SafeError;
}

type Bag = Readonly<Record<string, unknown>>;

/** A library that puts these on an error also puts the command or the server's answer into its message. */
const marksOfProtocol = [
  'command',
  'response',
  'responseText',
  'responseCode',
  'responseStatus',
  'executedCommand',
  'serverResponseCode',
  'serverText',
  'config',
];

/** Of these classes the message may quote the input (`JSON.parse` quotes what it could not parse). */
const quotingTypes = new Set(['SyntaxError', 'ZodError', '$ZodError', 'AggregateError']);

const shortCode = /^[A-Za-z0-9_.:-]{1,60}$/;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && shortCode.test(value) ? value : undefined);
const isDatabaseError = (error: Bag): boolean => 'severity' in error && 'routine' in error;
/** Class 42: a fault in the SQL itself, whose message names tables and columns, not values. */
const isSqlFault = (error: Bag): boolean => typeof error['code'] === 'string' && error['code'].startsWith('42');

const mayQuoteInput = (error: Bag, type: string): boolean =>
  quotingTypes.has(type) || marksOfProtocol.some((mark) => error[mark] !== undefined) || (isDatabaseError(error) && !isSqlFault(error));

/** Takes out what looks like a secret or an address: long runs without a space, user names in URLs, `x@y`. */
const scrub = (message: string): string =>
  message
    .slice(0, 500)
    .replace(/\/\/[^/\s@]*@/g, '//[…]@')
    .replace(/[^\s<>"'(),;]+@[^\s<>"'(),;]+/g, '[address]')
    .replace(/[A-Za-z0-9+/_=-]{24,}/g, (run) => (/^[0-9a-f-]{36}$/.test(run) ? run : '[…]'));

const framesOf = (stack: unknown): string[] | undefined =>
  typeof stack === 'string'
    ? stack
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .slice(0, 20)
        .map((line) => line.trim())
    : undefined;

const mailFields = (error: Bag): Partial<SafeError> => {
  const { retry, scope, retryAfterMs } = (error['data'] ?? {}) as Bag;
  const fields = { retry: textOf(retry), scope: textOf(scope), retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
};

const databaseFields = (error: Bag): Partial<SafeError> => {
  if (!isDatabaseError(error)) return {};
  const fields = { table: textOf(error['table']), constraint: textOf(error['constraint']) };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
};

const typeOf = (error: Error): string => textOf(error.constructor.name) ?? textOf(error.name) ?? 'Error';

/** Refusals and mail failures of ours: their message is written for a person and quotes nobody. */
const hasOwnWords = (error: Error): boolean => error instanceof DomainError || (error.name === 'MailError' && 'data' in error);

const describe = (error: Error, depth: number): SafeError => {
  const bag = error as unknown as Bag;
  const type = typeOf(error);
  const code = textOf(bag['code']);
  const quiet = !hasOwnWords(error) && mayQuoteInput(bag, type);
  const stack = framesOf(error.stack);
  return {
    type,
    ...(code === undefined ? {} : { code }),
    ...(quiet ? {} : { message: scrub(error.message) }),
    ...mailFields(bag),
    ...databaseFields(bag),
    ...(stack === undefined || error instanceof DomainError ? {} : { stack }),
    ...(depth > 0 && isError(error.cause) ? { cause: describe(error.cause, depth - 1) } : {}),
  };
};

/**
 * What may be shown of an error: an allow-list. Libraries put whole commands (`AUTHENTICATE PLAIN …`), answers and
 * connection settings on their errors; none of that is copied (pitfall 61). Causes are followed three deep.
 */
export const safeError = (error: unknown): SafeError => (isError(error) ? describe(error, 3) : { type: typeof error });
