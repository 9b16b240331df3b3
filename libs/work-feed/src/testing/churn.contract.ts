import { pause } from '@postbode/kernel';
import type { WorkConsumer, WorkFeed } from '../work-feed.js';
import { OwnershipJournal } from './ownership-journal.js';
import { until } from './until.js';
import type { MakeHarness, WorkFeedHarness } from './work-feed.harness.js';
import { numbers, workItem } from './work-items.js';

const mailboxes = 25;
const items = 1_500;
const batch = 10;

const dispatchAll = async (harness: WorkFeedHarness): Promise<void> => {
  const feed = await harness.open();
  for (let from = 1; from <= items; from += batch) {
    await feed.dispatch(numbers(batch, from).map((position) => workItem(`mailbox-${position % mailboxes}`, position)));
    await pause(25);
  }
};

/** A handler that now and then fails or dawdles. */
const unreliable = async (): Promise<void> => {
  if (Math.random() < 0.05) await pause(Math.random() * 50);
  if (Math.random() < 0.02) throw new Error('now and then');
};

const comeAndGo = async (harness: WorkFeedHarness, journal: OwnershipJournal, isOver: () => boolean): Promise<void> => {
  const present: { feed: WorkFeed; consumer: WorkConsumer }[] = [];
  for (let number = 0; !isOver(); number += 1) {
    const feed = await harness.open();
    present.push({ feed, consumer: await feed.consume(`c${number}`, journal.handler(`c${number}`, { work: unreliable })) });
    await pause(Math.random() * 300);
    if (present.length <= 2) continue;
    const [gone] = present.splice(Math.floor(Math.random() * present.length), 1);
    if (Math.random() < 0.5 && gone !== undefined) await harness.kill(gone.consumer);
    await gone?.feed[Symbol.asyncDispose]();
  }
};

export const churnContract = (makeHarness: MakeHarness): void =>
  it('loses nothing and keeps the order while consumers come, go and die at random', async () => {
    await using harness = await makeHarness();
    const journal = new OwnershipJournal();
    let over = false;
    const churn = comeAndGo(harness, journal, () => over);
    await dispatchAll(harness);
    over = true;
    await churn;
    const missing = (): number => items - new Set(journal.deliveries.map(({ item }) => item.position)).size;
    await until('nothing is missing', () => missing() === 0);
    for (const number of numbers(mailboxes)) {
      const dispatched = numbers(items, 1).filter((position) => position % mailboxes === number);
      expect(journal.firstPositionsOf(`mailbox-${number}`)).toEqual(dispatched);
    }
    expect(journal.violations).toEqual([]);
    expect(new Set(journal.assignments.map(({ consumer }) => consumer)).size).toBeGreaterThan(5);
  });
