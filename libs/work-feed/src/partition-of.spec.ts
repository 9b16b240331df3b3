import { partitionOf } from './partition-of.js';

describe('partitionOf', () => {
  it('never moves: these are for ever', () => {
    const places = ['', 'a', '0190a6f4-7b2c-7e11-9f00-000000000001', 'ü'].map((id) => partitionOf(id, 64));
    expect(places).toEqual([2, 18, 8, 10]);
  });

  it('spreads mailboxes evenly', () => {
    const counts = Array<number>(64).fill(0);
    for (let i = 0; i < 64_000; i += 1) counts[partitionOf(`mailbox-${i}`, 64)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  });
});
