import { HttpProblem } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';
import type { Principal } from './principal.js';

/** Decides whether a bearer token (RFC 6750) is to be believed. */
export abstract class TokenVerifier {
  /** @throws HttpProblem 401 when the token is not accepted, 503 when that cannot be found out now */
  abstract verify(token: string): Principal | Promise<Principal>;
}

const challenge = (parameters: string): Record<string, string> => ({ 'www-authenticate': `Bearer realm="postbode"${parameters}` });

export const tokenMissing = (): HttpProblem => new HttpProblem(httpProblems.unauthenticated, undefined, { headers: challenge('') });

/** @param detail ours, for a person: the token itself never gets into it */
export const tokenRefused = (detail: string, cause?: unknown): HttpProblem =>
  new HttpProblem(httpProblems.tokenInvalid, detail, { headers: challenge(', error="invalid_token"'), cause });

const bearer = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;
const longestToken = 8192;

/** @throws HttpProblem 401 */
export const bearerTokenOf = (authorization: string | undefined): string => {
  if (authorization === undefined) throw tokenMissing();
  const [, token] = authorization.length > longestToken ? [] : (bearer.exec(authorization) ?? []);
  if (token === undefined) throw tokenRefused('The Authorization header is malformed.');
  return token;
};
