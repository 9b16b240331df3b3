import type { WorkConsumer } from '../work-feed.js';
import { closedGate } from './gate.js';
import { OwnershipJournal } from './ownership-journal.js';
import { until } from './until.js';
import { contractPartitions, type MakeHarness } from './work-feed.harness.js';

const shares = (consumers: readonly WorkConsumer[]): number[] =>
  consumers.map((consumer) => consumer.owned().length).toSorted((a, b) => a - b);

const settled = (expected: readonly number[], consumers: readonly WorkConsumer[]): Promise<void> =>
  until(`shares of ${expected.join(', ')}`, () => shares(consumers).join() === expected.join());

export const ownershipContract = (makeHarness: MakeHarness): void => {
  it('shares the partitions evenly as consumers join and leave, and moves no more than it must', async () => {
    await using harness = await makeHarness();
    const journal = new OwnershipJournal();
    const join = async (id: string): Promise<WorkConsumer> => (await harness.open()).consume(id, journal.handler(id));
    const [one, two] = [await join('one'), await join('two')];
    await settled([3, 4], [one, two]);
    const before = journal.assignments.length;
    const three = await join('three');
    await settled([2, 2, 3], [one, two, three]);
    expect(journal.assignments.slice(before).map(({ consumer }) => consumer)).toEqual(['three', 'three']);
    const kept = one.owned().map(({ partition, epoch }) => [partition, epoch]);
    await two[Symbol.asyncDispose]();
    await settled([3, 4], [one, three]);
    expect(one.owned().map(({ partition, epoch }) => [partition, epoch])).toEqual(expect.arrayContaining(kept));
    expect(journal.violations).toEqual([]);
  });

  it('takes over from a dead consumer, under higher epochs', async () => {
    await using harness = await makeHarness();
    const journal = new OwnershipJournal();
    const dead = await (await harness.open()).consume('dead', journal.handler('dead'));
    await settled([contractPartitions], [dead]);
    await harness.kill(dead);
    const next = await (await harness.open()).consume('next', journal.handler('next'));
    await settled([contractPartitions], [next]);
    expect(journal.violations).toEqual([]);
    expect(next.owned().map(({ epoch }) => epoch > 1n)).toEqual(Array<boolean>(contractPartitions).fill(true));
  });

  it('drains before it hands over: the signal lasts until revoked has resolved, and all partitions drain side by side', async () => {
    await using harness = await makeHarness();
    const journal = new OwnershipJournal();
    const gate = closedGate();
    const leaving = await (await harness.open()).consume('leaving', journal.handler('leaving', { revoked: () => gate.passed }));
    await settled([contractPartitions], [leaving]);
    const next = await (await harness.open()).consume('next', journal.handler('next'));
    const left = leaving[Symbol.asyncDispose]();
    await until('every partition is draining', () => journal.revocations.length === contractPartitions);
    expect(journal.revocations.some(({ aborted }) => aborted)).toBe(false);
    expect(next.owned()).toEqual([]);
    gate.open();
    await left;
    expect(leaving.owned()).toEqual([]);
    await settled([contractPartitions], [next]);
    expect(journal.violations).toEqual([]);
  });

  it('gives up on a drain that never ends', async () => {
    await using harness = await makeHarness();
    const journal = new OwnershipJournal();
    const stuck = await (await harness.open()).consume('stuck', journal.handler('stuck', { revoked: () => new Promise(() => undefined) }));
    await settled([contractPartitions], [stuck]);
    const next = await (await harness.open()).consume('next', journal.handler('next'));
    await stuck[Symbol.asyncDispose]();
    await settled([contractPartitions], [next]);
    expect(journal.violations).toEqual([]);
  });
};
