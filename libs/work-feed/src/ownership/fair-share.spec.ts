import fc from 'fast-check';
import { fairShares } from './fair-share.js';

const holders = fc
  .array(fc.nat(64), { minLength: 1, maxLength: 12 })
  .map((owned) => owned.map((count, i) => ({ consumer: `c${i}`, owned: count })));

describe('fairShares', () => {
  it('gives out every partition, within one of each other', () => {
    fc.assert(
      fc.property(fc.nat(128), holders, (partitions, who) => {
        const shares = [...fairShares(partitions, who).values()];
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(partitions);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is at rest once the shares are reached', () => {
    fc.assert(
      fc.property(fc.nat(128), holders, (partitions, who) => {
        const reached = fairShares(partitions, who);
        expect(
          fairShares(
            partitions,
            [...reached].map(([consumer, owned]) => ({ consumer, owned })),
          ),
        ).toEqual(reached);
      }),
    );
  });

  it('leaves the odd partitions with those who have most', () => {
    const shares = fairShares(7, [
      { consumer: 'a', owned: 3 },
      { consumer: 'b', owned: 4 },
    ]);
    expect(Object.fromEntries(shares)).toEqual({ a: 3, b: 4 });
  });
});
