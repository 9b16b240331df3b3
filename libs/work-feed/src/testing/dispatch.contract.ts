import { positionOf, startPosition } from '@postbode/kernel';
import { maxPayloadBytes, WorkItemTooLargeError } from '../work-feed.errors.js';
import { OwnershipJournal } from './ownership-journal.js';
import { until } from './until.js';
import type { MakeHarness } from './work-feed.harness.js';
import { workItem } from './work-items.js';

export const dispatchContract = (makeHarness: MakeHarness): void => {
  it('resumes after the last dispatched position, in every process', async () => {
    await using harness = await makeHarness();
    const [feed, other] = [await harness.open(), await harness.open()];
    expect(await feed.lastDispatched()).toBe(startPosition);
    await feed.dispatch([workItem('a', 5), workItem('b', 9)]);
    expect(await other.lastDispatched()).toBe(positionOf(9));
    await other.dispatch([]);
    expect(await feed.lastDispatched()).toBe(positionOf(9));
  });

  it('stores a repeated or overlapping dispatch once, and all items of one position', async () => {
    await using harness = await makeHarness();
    const feed = await harness.open();
    const journal = new OwnershipJournal();
    const batch = [workItem('a', 2), workItem('b', 2), workItem('a', 1), workItem('c', 2)];
    await feed.dispatch(batch);
    await feed.dispatch(batch);
    await feed.dispatch([...batch, workItem('a', 3)]);
    await feed.consume('one', journal.handler('one'));
    await until('all came', () => journal.deliveries.length >= 5);
    expect(journal.positionsOf('a')).toEqual([1, 2, 3]);
    expect(journal.positionsOf('b')).toEqual([2]);
    expect(journal.positionsOf('c')).toEqual([2]);
  });

  it('refuses a payload over 64 KiB, and with it the whole batch', async () => {
    await using harness = await makeHarness();
    const feed = await harness.open();
    const large = { ...workItem('b', 2), payload: 'é'.repeat(maxPayloadBytes / 2 + 1) };
    await expect(feed.dispatch([workItem('a', 1), large])).rejects.toThrow(WorkItemTooLargeError);
    expect(await feed.lastDispatched()).toBe(startPosition);
    await feed.dispatch([{ ...large, payload: 'é'.repeat(maxPayloadBytes / 2) }]);
    expect(await feed.lastDispatched()).toBe(positionOf(2));
  });
};
