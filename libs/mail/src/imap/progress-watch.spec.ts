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
    jest.useFakeTimers();
    received = 0;
    stalls = [];
  });
  afterEach(() => jest.useRealTimers());

  const period = (bytes: number): void => {
    received += bytes;
    jest.advanceTimersByTime(limits.stallMs);
  };

  it('is content while enough comes in', () => {
    const watch = watching();
    for (let n = 0; n < 50; n++) period(100);
    expect(stalls).toEqual([]);
    watch[Symbol.dispose]();
  });

  it('sees a period with too little in it', () => {
    const watch = watching();
    period(5_000);
    period(99);
    expect(stalls).toEqual(['slow']);
    watch[Symbol.dispose]();
  });

  it('sees much that leads to nothing', () => {
    using watch = watching();
    period(9_000);
    watch.park();
    watch.resume();
    period(9_000);
    expect(stalls).toEqual([]);
    period(1_001);
    expect(stalls).toEqual(['useless']);
  });

  it('does not blame the server for a slow consumer', () => {
    using watch = watching();
    watch.park();
    for (let n = 0; n < 5; n++) period(0);
    watch.resume();
    expect(stalls).toEqual([]);
    period(0);
    period(0);
    expect(stalls).toEqual(['slow']);
  });

  it('stops with its scope', () => {
    watching()[Symbol.dispose]();
    period(0);
    expect(stalls).toEqual([]);
  });
});
