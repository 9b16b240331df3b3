import { jest } from '@jest/globals';
import { ProgressWatch } from './progress-watch.js';

describe('ProgressWatch', () => {
  let received = 0;
  let stalls: string[] = [];
  const limits = { stallMs: 1_000, stallBytes: 100, maxUselessBytes: 10_000 };
  const watching = (): ProgressWatch =>
    new ProgressWatch(
      () => received,
      limits,
      (kind) => stalls.push(kind),
    );

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'clearImmediate'] });
    received = 0;
    stalls = [];
  });
  afterEach(() => jest.useRealTimers());

  const period = async (bytes: number): Promise<void> => {
    received += bytes;
    jest.advanceTimersByTime(limits.stallMs);
    await new Promise(setImmediate);
  };

  it('is content while enough comes in', async () => {
    const watch = watching();
    for (let n = 0; n < 50; n++) await period(100);
    expect(stalls).toEqual([]);
    watch[Symbol.dispose]();
  });

  it('sees a period with too little in it', async () => {
    const watch = watching();
    await period(5_000);
    await period(99);
    expect(stalls).toEqual(['slow']);
    watch[Symbol.dispose]();
  });

  it('sees much that leads to nothing', async () => {
    using watch = watching();
    await period(9_000);
    watch.park();
    watch.resume();
    await period(9_000);
    expect(stalls).toEqual([]);
    await period(1_001);
    expect(stalls).toEqual(['useless']);
  });

  it('does not blame the server for a slow consumer', async () => {
    using watch = watching();
    watch.park();
    for (let n = 0; n < 5; n++) await period(0);
    watch.resume();
    expect(stalls).toEqual([]);
    await period(0);
    await period(0);
    expect(stalls).toEqual(['slow']);
  });

  it('stops with its scope', async () => {
    watching()[Symbol.dispose]();
    await period(0);
    expect(stalls).toEqual([]);
  });

  it('counts what came in while the event loop was busy', async () => {
    using watch = watching();
    jest.advanceTimersByTime(limits.stallMs);
    received += 100; // read from the socket after the timer had its turn
    await new Promise(setImmediate);
    watch.park();
    expect(stalls).toEqual([]);
  });
});
