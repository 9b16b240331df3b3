import { ascendingRun, uidSet } from './uid-set.js';

describe('uidSet', () => {
  it.each<[number[], string]>([
    [[], ''],
    [[5], '5'],
    [[1, 2, 3], '1:3'],
    [[1, 3, 5], '1,3,5'],
    [[1, 2, 4, 7, 8, 9], '1:2,4,7:9'],
    [[4_294_967_294, 4_294_967_295], '4294967294:4294967295'],
  ])('%j is %j', (uids, set) => expect(uidSet(uids)).toBe(set));
});

describe('ascendingRun', () => {
  it.each<[number[], number, number, number[]]>([
    [[1, 2, 3, 4], 0, 3, [1, 2, 3]],
    [[1, 2, 3, 4], 3, 3, [4]],
    [[9, 4, 6], 0, 3, [9]],
    [[9, 4, 6], 1, 3, [4, 6]],
    [[4, 4], 0, 3, [4]],
  ])('of %j from %d, at most %d, is %j', (uids, start, max, run) => expect(ascendingRun(uids, start, max)).toEqual(run));
});
