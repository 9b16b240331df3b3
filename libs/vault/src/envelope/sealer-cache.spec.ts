import { AesGcmSealer, newDataKey } from '../sealing/aes-gcm-sealer.js';
import { SealerClosedError } from '../vault.errors.js';
import { SealerCache } from './sealer-cache.js';

describe('SealerCache', () => {
  let now = 0;
  let loads: string[] = [];
  let cache: SealerCache;
  beforeEach(() => {
    now = 0;
    loads = [];
    cache = new SealerCache({ maxSealers: 2, maxAgeMs: 1000, monotonicNow: () => now });
  });
  afterEach(() => cache[Symbol.asyncDispose]());

  const get = (owner: string) =>
    cache.get(owner, async () => {
      loads.push(owner);
      return new AesGcmSealer(newDataKey());
    });

  it('loads once for callers that come together and after', async () => {
    const [one, two] = await Promise.all([get('a'), get('a')]);
    expect(two).toBe(one);
    expect(await get('a')).toBe(one);
    expect(loads).toEqual(['a']);
  });

  it('loads again when too old, however often it was used meanwhile', async () => {
    const first = await get('a');
    now = 999;
    expect(await get('a')).toBe(first);
    now = 1000;
    expect(await get('a')).not.toBe(first);
  });

  it('does not close a sealer that left by age: a batch may be using it', async () => {
    const first = await get('a');
    now = 5000;
    cache.sweep();
    expect(cache.size).toBe(0);
    expect(first.seal(Buffer.from('x'), 'c')).toHaveLength(30);
  });

  it('keeps the ones used last when full', async () => {
    await get('a');
    await get('b');
    await get('a');
    await get('c');
    await get('a');
    expect(cache.size).toBe(2);
    expect(loads).toEqual(['a', 'b', 'c']);
    await get('b');
    expect(loads).toEqual(['a', 'b', 'c', 'b']);
  });

  it('does not keep a failure', async () => {
    await expect(cache.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(cache.size).toBe(0);
    await get('a');
    expect(loads).toEqual(['a']);
  });

  it('closes what is dropped, also when it was still being loaded', async () => {
    const loading = get('a');
    await cache.drop('a');
    expect((await loading).seal.bind(await loading, Buffer.from('x'), 'c')).toThrow(SealerClosedError);
    expect(cache.size).toBe(0);
  });

  it('drops what is absent or failing without complaint', async () => {
    await cache.drop('absent');
    const failing = cache.get('a', () => Promise.reject(new Error('away')));
    await Promise.all([cache.drop('a'), expect(failing).rejects.toThrow('away')]);
    expect(cache.size).toBe(0);
  });
});
