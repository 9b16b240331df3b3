import { OwnershipJournal } from './ownership-journal.js';
import { until } from './until.js';
import { contractPartitions, type MakeHarness } from './work-feed.harness.js';
import { mailboxesIn, numbers, workItem } from './work-items.js';

export const deliveryContract = (makeHarness: MakeHarness): void => {
  it('delivers every item as it was dispatched, in order within a mailbox', async () => {
    await using harness = await makeHarness();
    const feed = await harness.open();
    const journal = new OwnershipJournal();
    const items = numbers(600, 1).map((position) => workItem(`mailbox-${position % 20}`, position));
    const traced = { ...workItem('traced', 601), traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
    await feed.dispatch(items.slice(0, 300));
    await feed.consume('one', journal.handler('one'));
    await feed.dispatch([...items.slice(300), traced]);
    await until('all came', () => journal.deliveries.length >= 601);
    expect(journal.deliveries.find(({ item }) => item.mailboxId === 'traced')?.item).toEqual(traced);
    for (const mailbox of numbers(20).map((number) => `mailbox-${number}`)) {
      const dispatched = items.filter(({ mailboxId }) => mailboxId === mailbox).map(({ position }) => Number(position));
      expect(journal.positionsOf(mailbox)).toEqual(dispatched);
    }
  });

  it('tries a failing item again, before any later one and without holding up other partitions', async () => {
    await using harness = await makeHarness();
    const feed = await harness.open();
    const journal = new OwnershipJournal();
    const [failing = '', healthy = ''] = mailboxesIn([0, 1], contractPartitions);
    let attempts = 0;
    const work = async ({ mailboxId }: { mailboxId: string }): Promise<void> => {
      if (mailboxId !== failing) return;
      attempts += 1;
      if (attempts < 4 || journal.positionsOf(healthy).length === 0) throw new Error('not yet');
    };
    await feed.consume('one', journal.handler('one', { work }));
    await feed.dispatch([workItem(failing, 1), workItem(failing, 2), workItem(healthy, 3)]);
    await until('all came', () => journal.deliveries.length >= 3);
    expect(journal.deliveries.map(({ item }) => Number(item.position))).toEqual([3, 1, 2]);
  });

  it('holds items back until the partition is taken on, trying that again too', async () => {
    await using harness = await makeHarness();
    const feed = await harness.open();
    let tries = 0;
    const journal = new OwnershipJournal();
    const assigned = async (): Promise<void> => {
      tries += 1;
      if (tries <= contractPartitions) throw new Error('not yet');
    };
    await feed.dispatch(mailboxesIn(numbers(contractPartitions), contractPartitions).map((id) => workItem(id, 1)));
    let before = 0;
    const work = async (): Promise<void> => {
      if (tries <= contractPartitions) before += 1;
    };
    await feed.consume('one', {
      ...journal.handler('one'),
      assigned,
      work: async (item, own) => journal.handler('one', { work }).work(item, own),
    });
    await until('all came', () => journal.deliveries.length >= contractPartitions);
    expect({ before, atLeastTwiceEach: tries >= contractPartitions * 2 }).toEqual({ before: 0, atLeastTwiceEach: true });
  });

  it('goes on after a clean stop without a repetition', async () => {
    await using harness = await makeHarness();
    const feed = await harness.open();
    const journal = new OwnershipJournal();
    const first = await feed.consume('one', journal.handler('one'));
    await feed.dispatch(numbers(50, 1).map((position) => workItem(`mailbox-${position % 5}`, position)));
    await until('some came', () => journal.deliveries.length >= 10);
    await first[Symbol.asyncDispose]();
    const second = await (await harness.open()).consume('two', journal.handler('two'));
    await until('all came', () => journal.deliveries.length >= 50);
    await second[Symbol.asyncDispose]();
    expect(journal.deliveries.map(({ item }) => Number(item.position)).toSorted((a, b) => a - b)).toEqual(numbers(50, 1));
  });

  it('delivers again what a killed consumer had not finished', async () => {
    await using harness = await makeHarness();
    const journal = new OwnershipJournal();
    const feed = await harness.open();
    let started = false;
    const work = (): Promise<void> => {
      started = true;
      return new Promise(() => undefined);
    };
    const dead = await feed.consume('dead', journal.handler('dead', { work }));
    await feed.dispatch([workItem('a', 1), workItem('a', 2)]);
    await until('it began', () => started);
    await harness.kill(dead);
    await (await harness.open()).consume('next', journal.handler('next'));
    await until('it came again', () => journal.deliveries.length >= 2);
    expect(journal.deliveries.map(({ consumer, item }) => [consumer, Number(item.position)])).toEqual([
      ['next', 1],
      ['next', 2],
    ]);
  });
};
