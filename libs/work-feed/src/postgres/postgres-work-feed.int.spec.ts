import { OwnershipJournal } from '../testing/ownership-journal.js';
import { postgresHarness } from '../testing/postgres-harness.js';
import { quickTiming } from '../testing/quick-timing.js';
import { until } from '../testing/until.js';
import { workFeedContract } from '../testing/work-feed.contract.js';
import { contractPartitions } from '../testing/work-feed.harness.js';
import { numbers, workItem } from '../testing/work-items.js';
import { PartitionCountMismatchError } from '../work-feed.errors.js';

workFeedContract('PostgresWorkFeed', postgresHarness);

describe('PostgresWorkFeed', () => {
  it('refuses another number of partitions than it was created with', async () => {
    await using harness = await postgresHarness();
    await Promise.all(numbers(3).map(() => harness.open()));
    const refusal = harness.open({ partitions: 8 });
    await expect(refusal).rejects.toThrow(PartitionCountMismatchError);
    await expect(refusal).rejects.toMatchObject({ details: { recorded: contractPartitions, configured: 8 } });
  });

  it('stores each item once though two dispatchers send the same log at the same time', async () => {
    await using harness = await postgresHarness();
    const feeds = [await harness.open(), await harness.open()];
    const batches = numbers(40).map((batch) => numbers(5, batch * 5 + 1).map((position) => workItem(`m${position % 9}`, position)));
    const dispatchAll = async (feed: (typeof feeds)[0]): Promise<void> => {
      for (const items of batches) await feed.dispatch(items);
    };
    await Promise.all(feeds.map(dispatchAll));
    const { rows } = await harness.pool.query('SELECT position::int FROM work_feed.item ORDER BY item_offset');
    expect(rows).toEqual(numbers(200, 1).map((position) => ({ position })));
  });

  it('goes on when its connections are cut, and when every hint is lost', async () => {
    await using harness = await postgresHarness();
    const journal = new OwnershipJournal();
    const feed = await harness.open();
    await feed.consume('one', journal.handler('one'));
    await feed.dispatch([workItem('a', 1)]);
    await until('the first came', () => journal.deliveries.length >= 1);
    await harness.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                              WHERE application_name = 'work-feed-test' AND datname = current_database()`);
    await harness.pool.query(`SELECT work_feed.append('{0}', '{b}', '{MailboxChanged}', '{"{}"}', '{2}', '{null}')`);
    await until('the second came, by polling', () => journal.positionsOf('b').length >= 1);
    expect(journal.violations).toEqual([]);
  });

  it('hands over and delivers by hints alone, long before the next poll', async () => {
    await using harness = await postgresHarness();
    const journal = new OwnershipJournal();
    const timing = { ...quickTiming, pollEveryMs: 3_600_000 };
    const join = async (id: string) => (await harness.open({ timing })).consume(id, journal.handler(id));
    const [one, two] = [await join('one'), await join('two')];
    await until('both have their share', () => one.owned().length >= 3 && two.owned().length >= 3);
    await one[Symbol.asyncDispose]();
    await until('the other has all', () => two.owned().length === contractPartitions);
    await (await harness.open()).dispatch([workItem('a', 1)]);
    await until('it came', () => journal.deliveries.length === 1);
    expect(journal.violations).toEqual([]);
  });

  it('deletes committed items once they are old, and no other', async () => {
    await using harness = await postgresHarness();
    const journal = new OwnershipJournal();
    const feed = await harness.open({ timing: { ...quickTiming, retentionMs: 0, pruneEveryMs: 50 } });
    const work = async ({ mailboxId }: { mailboxId: string }): Promise<void> => {
      if (mailboxId === 'fails') throw new Error('always');
    };
    await feed.dispatch([workItem('fine', 1), workItem('fine', 2), workItem('fails', 3), workItem('fails', 4)]);
    await feed.consume('one', journal.handler('one', { work }));
    const left = async (): Promise<string[]> =>
      (await harness.pool.query<{ mailbox_id: string }>('SELECT mailbox_id FROM work_feed.item')).rows.map((row) => row.mailbox_id);
    await until('the old ones are gone', async () => (await left()).every((mailbox) => mailbox === 'fails'));
    expect(await left()).toEqual(['fails', 'fails']);
  });
});
