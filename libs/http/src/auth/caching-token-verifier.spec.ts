import { ManualClock } from '@postbode/kernel';
import { CachingTokenVerifier } from './caching-token-verifier.js';
import type { Principal } from './principal.js';
import { TokenVerifier, tokenRefused } from './token-verifier.js';

class CountingVerifier extends TokenVerifier {
  calls: string[] = [];

  constructor(private readonly expiresAt: number) {
    super();
  }

  async verify(token: string): Promise<Principal> {
    this.calls.push(token);
    if (token === 'bad') throw tokenRefused('bad');
    return { id: token, kind: 'user', roles: [], expiresAt: this.expiresAt };
  }
}

describe('CachingTokenVerifier', () => {
  const clock = new ManualClock(new Date(1_000_000));

  it('checks a token once, until it expires', async () => {
    const inner = new CountingVerifier(1010);
    const own = new ManualClock(new Date(1_000_000));
    const verifier = new CachingTokenVerifier(inner, own);
    await verifier.verify('a');
    expect(verifier.verify('a')).toMatchObject({ id: 'a' });
    own.advance(10_000);
    await verifier.verify('a');
    expect(inner.calls).toEqual(['a', 'a']);
  });

  it('does not remember refusals', async () => {
    const inner = new CountingVerifier(2000);
    const verifier = new CachingTokenVerifier(inner, clock);
    await expect(verifier.verify('bad')).rejects.toThrow('bad');
    await expect(verifier.verify('bad')).rejects.toThrow('bad');
    expect(inner.calls).toHaveLength(2);
  });

  it('keeps the most recently used tokens and no more', async () => {
    const inner = new CountingVerifier(2000);
    const verifier = new CachingTokenVerifier(inner, clock, 2);
    for (const token of ['a', 'b', 'a', 'c', 'a', 'b']) await verifier.verify(token);
    expect(inner.calls).toEqual(['a', 'b', 'c', 'b']);
  });
});
