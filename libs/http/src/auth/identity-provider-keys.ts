import type { Clock } from '@postbode/kernel';
import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import { HttpProblem } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';

export interface IdentityProviderKeysOptions {
  readonly jwksUri: URL;
  readonly clock: Clock;
  /** Milliseconds for one fetch. Default 5,000. */
  readonly timeoutMs?: number;
  /** For tests. */
  readonly fetch?: FetchImplementation;
}

/** After a failed fetch, and between fetches for unknown key ids, the provider is left alone for this long. */
const pauseMs = 30_000;

const isAboutTheToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys || error instanceof errors.JOSENotSupported;

/**
 * The identity provider's public keys. Fetched at first use, kept 10 minutes, and for as long as the provider is down
 * (pitfall 77); unknown key ids cause at most one fetch in 30 seconds, however many arrive.
 * Without any key yet and the provider down, answers 503 rather than 401.
 */
export const identityProviderKeys = (options: IdentityProviderKeysOptions): JWTVerifyGetKey => {
  const remote = createRemoteJWKSet(options.jwksUri, {
    timeoutDuration: options.timeoutMs ?? 5000,
    cooldownDuration: pauseMs,
    cacheMaxAge: 600_000,
    ...(options.fetch === undefined ? {} : { [customFetch]: options.fetch }),
  });
  let failedAt = -Infinity;

  const lastKnown: JWTVerifyGetKey = (header, token) => {
    const known = remote.jwks();
    if (known !== undefined) return createLocalJWKSet(known)(header, token);
    throw new HttpProblem(httpProblems.identityProviderUnavailable, undefined, { headers: { 'retry-after': '30' } });
  };

  return async (header, token) => {
    const now = options.clock.now().getTime();
    if (now - failedAt < pauseMs) return lastKnown(header, token);
    try {
      return await remote(header, token);
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      failedAt = options.clock.now().getTime();
      return lastKnown(header, token);
    }
  };
};
