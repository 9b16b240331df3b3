import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';
import { canonicalJson } from '../request/canonical-json.js';
import { headerOf } from '../request/header.js';

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a structured-field string, with or without its quotes.
 * @throws HttpProblem 400 when empty, longer than 255 or not printable ASCII
 */
export const idempotencyKeyOf = (headers: IncomingHttpHeaders): string | undefined => {
  const header = headerOf(headers, 'idempotency-key');
  if (header === undefined) return undefined;
  const key = /^"(.*)"$/.exec(header.trim())?.[1] ?? header.trim();
  if (!/^[\x21-\x7e]{1,255}$/.test(key) || key.includes('"')) throw new HttpProblem(httpProblems.malformedKey);
  return key;
};

/** Base64 of the SHA-256 of address and body: what must be equal for a request to be "the same". */
export const fingerprintOf = (url: string, body: unknown): string => hash('sha256', canonicalJson([url, body ?? null]), 'base64');
