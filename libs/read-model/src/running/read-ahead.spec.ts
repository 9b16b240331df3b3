import { readAhead } from './read-ahead.js';

describe('readAhead', () => {
  it('asks for the next value while the consumer has one, and never for more', async () => {
    const asked: number[] = [];
    async function* source() {
      for (let n = 1; n <= 4; n += 1) {
        asked.push(n);
        yield n;
      }
    }
    const seen: [number, number][] = [];
    for await (const value of readAhead(source(), () => undefined)) seen.push([value, asked.length]);
    expect(seen).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 4],
    ]);
  });

  it('ends a source that would never send again, when the consumer leaves', async () => {
    const left = new AbortController();
    let ended = false;
    async function* source() {
      try {
        yield 1;
        await new Promise<void>((resolve) => left.signal.addEventListener('abort', () => resolve()));
      } finally {
        ended = true;
      }
    }
    for await (const value of readAhead(source(), () => left.abort())) {
      expect(value).toBe(1);
      break;
    }
    expect(ended).toBe(true);
  });

  it('passes on what the source throws, after the values before it', async () => {
    async function* source() {
      yield 1;
      throw new Error('source broke');
    }
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const value of readAhead(source(), () => undefined)) seen.push(value);
    };
    await expect(read()).rejects.toThrow('source broke');
    expect(seen).toEqual([1]);
  });
});
