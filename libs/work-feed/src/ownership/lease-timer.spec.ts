import { pause } from '@postbode/kernel';
import { until } from '../testing/until.js';
import { LeaseTimer } from './lease-timer.js';

describe('LeaseTimer', () => {
  const make = (validMs: number) => {
    const expirations: number[] = [];
    return { expirations, lease: new LeaseTimer(validMs, () => expirations.push(performance.now())) };
  };

  it('is not valid before the first renewal, nor after disposal', () => {
    const { lease } = make(60_000);
    expect(lease.isValid()).toBe(false);
    lease.renewed(performance.now());
    expect(lease.isValid()).toBe(true);
    lease[Symbol.dispose]();
    expect(lease.isValid()).toBe(false);
  });

  it('expires once, counted from when the renewal was sent', async () => {
    const { lease, expirations } = make(10_000);
    const sentAt = performance.now() - 9_900;
    lease.renewed(sentAt);
    await until('it expired', () => expirations.length > 0);
    expect(lease.isValid()).toBe(false);
    expect(expirations).toHaveLength(1);
    expect(expirations[0]).toBeGreaterThanOrEqual(sentAt + 10_000);
  });

  it('is not valid by an answer that came too late, and not shortened by an older one', async () => {
    const { lease, expirations } = make(1_000);
    lease.renewed(performance.now() - 2_000);
    expect(lease.isValid()).toBe(false);
    lease.renewed(performance.now() + 59_000);
    lease.renewed(performance.now() - 2_000);
    await pause(20);
    expect(lease.isValid()).toBe(true);
    expect(expirations).toEqual([]);
    lease[Symbol.dispose]();
  });
});
