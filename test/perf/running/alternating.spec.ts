import { alternate, median } from './alternating.js';

describe('alternate', () => {
  it('takes the medians of what each side did, in turns', async () => {
    const turns: string[] = [];
    const side = (name: string, counts: number[]) => async () => {
      turns.push(name);
      return { count: counts.shift() ?? 0, seconds: 2 };
    };
    const measured = await alternate({ rounds: 3, baseline: side('b', [20, 2, 4]), subject: side('s', [8, 10, 6]) });
    expect(turns).toEqual(['b', 's', 'b', 's', 'b', 's']);
    expect(measured).toEqual({ value: 4, baseline: 2 });
  });

  it('takes the middle of an even number of rounds between the two', () => {
    expect(median([4, 1, 3, 100])).toBe(3.5);
  });
});
