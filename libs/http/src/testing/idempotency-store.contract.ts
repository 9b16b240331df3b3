import type { IdempotencyStore, IdempotentRequest, StoredAnswer } from '../idempotency/idempotency-store.js';

export interface IdempotencyStoreUnderTest extends AsyncDisposable {
  readonly store: IdempotencyStore;
  /** Makes everything stored so far look `seconds` older. */
  age(seconds: number): Promise<void>;
}

const request: IdempotentRequest = { scope: 'anna POST /gadgets k-1', principal: 'anna', fingerprint: 'f-1' };
const answer: StoredAnswer = { status: 201, headers: { etag: '"0"' }, body: '{"id":"1","name":"één"}' };

const claimedBy = async (store: IdempotencyStore, from = request): Promise<string> => {
  const claim = await store.claim(from);
  if (claim.kind !== 'claimed') throw new Error(`expected a claim, not ${claim.kind}`);
  return claim.attempt;
};

/** What every {@link IdempotencyStore} must do. */
export const idempotencyStoreContract = (name: string, make: () => Promise<IdempotencyStoreUnderTest>): void => {
  describe(`${name} as an idempotency store`, () => {
    let tested: IdempotencyStoreUnderTest;
    beforeEach(async () => {
      tested = await make();
    });
    afterEach(async () => {
      await tested[Symbol.asyncDispose]();
    });

    it('lets exactly one of many simultaneous callers through', async () => {
      const claims = await Promise.all(Array.from({ length: 12 }, () => tested.store.claim(request)));
      expect(claims.map(({ kind }) => kind).sort()).toEqual(['claimed', ...Array<string>(11).fill('in-progress')]);
    });

    it('gives a completed answer again, exactly', async () => {
      await tested.store.complete(request, await claimedBy(tested.store), answer);
      expect(await tested.store.claim(request)).toEqual({ kind: 'answered', answer });
      await tested.store.complete({ ...request, scope: 'other' }, await claimedBy(tested.store, { ...request, scope: 'other' }), {
        ...answer,
        body: null,
      });
      expect(await tested.store.claim({ ...request, scope: 'other' })).toEqual({ kind: 'answered', answer: { ...answer, body: null } });
    });

    it('refuses another request under the same key, whether done or not', async () => {
      const attempt = await claimedBy(tested.store);
      expect(await tested.store.claim({ ...request, fingerprint: 'f-2' })).toEqual({ kind: 'mismatch' });
      await tested.store.complete(request, attempt, answer);
      expect(await tested.store.claim({ ...request, fingerprint: 'f-2' })).toEqual({ kind: 'mismatch' });
    });

    it('frees a released key at once, but never a completed one', async () => {
      await tested.store.release(request, await claimedBy(tested.store));
      const attempt = await claimedBy(tested.store, { ...request, fingerprint: 'f-2' });
      await tested.store.complete({ ...request, fingerprint: 'f-2' }, attempt, answer);
      await tested.store.release({ ...request, fingerprint: 'f-2' }, attempt);
      expect(await tested.store.claim({ ...request, fingerprint: 'f-2' })).toEqual({ kind: 'answered', answer });
    });

    it('takes over from a dead attempt after 60 seconds, for the same request only, and ignores what the dead one still says', async () => {
      const dead = await claimedBy(tested.store);
      await tested.age(59);
      expect(await tested.store.claim(request)).toEqual({ kind: 'in-progress' });
      await tested.age(2);
      expect(await tested.store.claim({ ...request, fingerprint: 'f-2' })).toEqual({ kind: 'mismatch' });
      const second = await claimedBy(tested.store);
      await tested.store.complete(request, dead, { ...answer, status: 500 });
      await tested.store.release(request, dead);
      expect(await tested.store.claim(request)).toEqual({ kind: 'in-progress' });
      await tested.store.complete(request, second, answer);
      expect(await tested.store.claim(request)).toEqual({ kind: 'answered', answer });
    });

    it('keeps an answer for 24 hours', async () => {
      await tested.store.complete(request, await claimedBy(tested.store), answer);
      await tested.age(24 * 3600 - 60);
      expect(await tested.store.purge()).toBe(0);
      expect(await tested.store.claim(request)).toEqual({ kind: 'answered', answer });
      await tested.age(120);
      expect(await tested.store.purge()).toBe(1);
      expect(await claimedBy(tested.store, { ...request, fingerprint: 'f-2' })).toEqual(expect.any(String));
    });

    it('counts an answer of more than 24 hours as gone even before it is purged', async () => {
      await tested.store.complete(request, await claimedBy(tested.store), answer);
      await tested.age(24 * 3600 + 60);
      expect((await tested.store.claim({ ...request, fingerprint: 'f-2' })).kind).toBe('claimed');
    });

    it("forgets a person's answers and nobody else's", async () => {
      const other = { ...request, scope: 'rik', principal: 'rik' };
      await tested.store.complete(request, await claimedBy(tested.store), answer);
      await tested.store.complete(other, await claimedBy(tested.store, other), answer);
      expect(await tested.store.forget('anna')).toBe(1);
      expect((await tested.store.claim(request)).kind).toBe('claimed');
      expect((await tested.store.claim(other)).kind).toBe('answered');
    });
  });
};
