import type { ProblemEntry } from './problem.entry.js';

const entry = <Code extends string>(code: Code, status: number, title: string, remedy: string): ProblemEntry & { readonly code: Code } => ({
  code,
  status,
  title,
  remedy,
});

/** Every problem the HTTP layer itself answers with. Those of the domain come from the domain's own list. */
export const httpProblems = {
  malformedRequest: entry(
    'http.malformed-request',
    400,
    'The request is malformed',
    'Correct the request; repeating it gives the same answer.',
  ),
  malformedJson: entry('http.malformed-json', 400, 'The body is not JSON', 'Send one well-formed JSON value (RFC 8259).'),
  tooDeep: entry('http.json-too-deep', 400, 'The body is nested too deeply', 'Send a flatter document.'),
  invalidParameter: entry('http.invalid-parameter', 400, 'A parameter is not valid', 'See `errors` for each parameter.'),
  malformedIfMatch: entry('http.malformed-if-match', 400, 'If-Match is malformed', 'Send back the ETag of the last answer, or `*`.'),
  malformedKey: entry(
    'http.malformed-idempotency-key',
    400,
    'Idempotency-Key is malformed',
    'Send 1 to 255 printable characters; a UUID is best.',
  ),
  malformedReason: entry('http.malformed-reason', 400, 'Postbode-Reason is malformed', 'Send at most 500 printable characters, in UTF-8.'),
  cursorInvalid: entry(
    'http.cursor-invalid',
    400,
    'The cursor is not valid here',
    'Start again without a cursor; a cursor belongs to one query of one caller.',
  ),
  unauthenticated: entry('http.unauthenticated', 401, 'A bearer token is needed', 'Send `Authorization: Bearer <token>`.'),
  tokenInvalid: entry(
    'http.token-invalid',
    401,
    'The token is not accepted',
    'Get a new token: this one is expired, not ours or not for this API.',
  ),
  roleMissing: entry('http.role-missing', 403, 'A role is missing', 'Ask an administrator for one of the roles in `details.roles`.'),
  routeNotFound: entry('http.route-not-found', 404, 'No such address', 'See /openapi.json for every address.'),
  methodNotAllowed: entry('http.method-not-allowed', 405, 'Method not allowed', 'Use a method of the Allow header.'),
  idempotencyInProgress: entry(
    'http.idempotency-in-progress',
    409,
    'The same request is still being handled',
    'Repeat it after Retry-After seconds.',
  ),
  bodyTooLarge: entry('http.body-too-large', 413, 'The body is too large', 'Send less in one request.'),
  uriTooLong: entry('http.uri-too-long', 414, 'The address is too long', 'Shorten the address or its parameters.'),
  unsupportedMediaType: entry('http.unsupported-media-type', 415, 'Media type not supported', 'Send `Content-Type: application/json`.'),
  invalidBody: entry('http.invalid-body', 422, 'The body is not valid', 'See `errors`: each points at a field.'),
  idempotencyMismatch: entry(
    'http.idempotency-key-reused',
    422,
    'The key was used for another request',
    'Use a new Idempotency-Key for a new request.',
  ),
  preconditionRequired: entry('http.precondition-required', 428, 'If-Match is needed', 'Read the resource and send its ETag as If-Match.'),
  tooManyRequests: entry('http.too-many-requests', 429, 'Too many requests', 'Repeat it after Retry-After seconds.'),
  refused: entry('http.refused', 400, 'The request was refused', 'Correct the request.'),
  internal: entry('http.internal', 500, 'Something went wrong', 'It is ours to repair; give `traceId` to an operator.'),
  identityProviderUnavailable: entry(
    'http.identity-provider-unavailable',
    503,
    'Tokens cannot be checked now',
    'Repeat it after Retry-After seconds.',
  ),
} as const;

export const problemCatalogue: readonly ProblemEntry[] = Object.values(httpProblems);

/** `docs/reference/problems.md`: one row per problem, sorted by code. */
export const problemReference = (entries: readonly ProblemEntry[]): string => {
  const rows = [...entries]
    .sort((a, b) => a.code.localeCompare(b.code, 'en'))
    .map(({ code, status, title, remedy }) => `| \`${code}\` | ${status} | ${title} | ${remedy} |`);
  return ['| code | status | title | what to do |', '|---|---|---|---|', ...rows, ''].join('\n');
};
