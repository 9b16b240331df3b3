import { hash } from 'node:crypto';
import type { Clock } from '@postbode/kernel';
import type { Principal } from './principal.js';
import { TokenVerifier } from './token-verifier.js';

/**
 * Remembers accepted tokens until they expire, by their SHA-256: checking a signature costs more than a query. At most
 * `capacity` tokens; the longest unused goes first. Refusals are not remembered.
 */
export class CachingTokenVerifier extends TokenVerifier {
  private readonly accepted = new Map<string, Principal>();

  constructor(
    private readonly inner: TokenVerifier,
    private readonly clock: Clock,
    private readonly capacity = 10_000,
  ) {
    super();
  }

  verify(token: string): Principal | Promise<Principal> {
    const key = hash('sha256', token, 'base64');
    const known = this.accepted.get(key);
    if (known === undefined) return this.verifyAndRemember(token, key);
    this.accepted.delete(key);
    if (known.expiresAt * 1000 <= this.clock.now().getTime()) return this.verifyAndRemember(token, key);
    this.accepted.set(key, known);
    return known;
  }

  private async verifyAndRemember(token: string, key: string): Promise<Principal> {
    const principal = await this.inner.verify(token);
    this.accepted.set(key, principal);
    const [oldest] = this.accepted.keys();
    if (this.accepted.size > this.capacity && oldest !== undefined) this.accepted.delete(oldest);
    return principal;
  }
}
