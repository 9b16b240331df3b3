import { inTransaction } from '@postbode/postgres';
import type { PartitionOwnership, WorkConsumer, WorkItem } from '../work-feed.js';
import { NotPartitionOwnerError } from '../work-feed.errors.js';
import type { WorkFeedFailure } from '../work-feed.options.js';
import { closedGate } from '../testing/gate.js';
import { OwnershipJournal } from '../testing/ownership-journal.js';
import { postgresHarness, type PostgresHarness } from '../testing/postgres-harness.js';
import { quickTiming } from '../testing/quick-timing.js';
import { until } from '../testing/until.js';
import { contractPartitions } from '../testing/work-feed.harness.js';
import { mailboxesIn, workItem } from '../testing/work-items.js';
import { assertOwned } from './assert-owned.js';

/** What `commitIfOwned` does with its guard left out. */
const unguardedCommit = `
  UPDATE work_feed.progress g SET committed = done.reached FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS done (number, epoch, reached)
  WHERE g.partition = done.number AND $1::text IS NOT NULL RETURNING g.partition`;

const committedOf = async ({ pool }: PostgresHarness, partition: number): Promise<bigint | undefined> =>
  (await pool.query<{ committed: bigint }>('SELECT committed FROM work_feed.progress WHERE partition = $1', [partition])).rows[0]
    ?.committed;

/**
 * Pitfall 25: a worker stops (SIGSTOP, a long pause) inside the handling of item 1 of 3, its lease runs out, another takes over and
 * finishes all three; then the first goes on as if nothing had happened.
 */
const stall = async (harness: PostgresHarness, commitSql?: string) => {
  const journal = new OwnershipJournal();
  const [mailbox = ''] = mailboxesIn([3], contractPartitions);
  const pause = closedGate();
  const rest = closedGate();
  let zombie: PartitionOwnership | undefined;
  let stalled = false;
  const seams = { stalled: () => stalled, ...(commitSql === undefined ? {} : { commitSql }) };
  // The zombie goes on with item 1 only: were it to finish 2 and 3 as well, its stale commit could be as far as its heir's.
  const work = ({ position }: WorkItem, ownership: PartitionOwnership): Promise<void> => {
    if (position !== 1n) return rest.passed;
    zombie = ownership;
    stalled = true;
    return pause.passed;
  };
  const feed = await harness.open({ seams });
  await feed.consume('zombie', journal.handler('zombie', { work }));
  await feed.dispatch([1, 2, 3].map((position) => workItem(mailbox, position)));
  await until('it stalled', () => stalled);
  const heir: WorkConsumer = await (await harness.open()).consume('heir', journal.handler('heir'));
  await until('the heir finished', async () => journal.positionsOf(mailbox).length === 3 && (await committedOf(harness, 3)) === 3n);
  const goOn = async (): Promise<void> => {
    pause.open();
    await until('the zombie finished its item', () => journal.deliveries.some(({ consumer }) => consumer === 'zombie'));
  };
  return { zombie: zombie!, heir, goOn, letGo: () => rest.open() };
};

describe('a zombie', () => {
  it('cannot commit its offset: the attempt tells it that it is no owner any more', async () => {
    await using harness = await postgresHarness();
    const { zombie, goOn, letGo } = await stall(harness);
    letGo();
    expect(zombie.signal.aborted).toBe(false);
    await goOn();
    await until('the zombie noticed', () => zombie.signal.aborted);
    expect(await committedOf(harness, 3)).toBe(3n);
  });

  it('does commit it, undoing the progress of its heir, once the guard is left out', async () => {
    await using harness = await postgresHarness();
    const { goOn, letGo } = await stall(harness, unguardedCommit);
    await goOn();
    await until('the offset went back', async () => (await committedOf(harness, 3)) === 1n);
    expect(await committedOf(harness, 3)).toBe(1n);
    letGo();
  });

  it('cannot write anything else under its epoch either, while its heir can', async () => {
    await using harness = await postgresHarness();
    const { zombie, heir, letGo } = await stall(harness);
    letGo();
    await harness.pool.query('CREATE TABLE cursor (epoch bigint)');
    const write = (guard: typeof assertOwned, { partition, epoch }: PartitionOwnership): Promise<unknown> =>
      inTransaction(harness.pool, async (client) => {
        await guard(client, partition, epoch);
        await client.query('INSERT INTO cursor VALUES ($1)', [epoch]);
      });
    const current = heir.owned().find(({ partition }) => partition === 3)!;
    await write(assertOwned, current);
    await expect(write(assertOwned, zombie)).rejects.toThrow(NotPartitionOwnerError);
    expect((await harness.pool.query('SELECT epoch FROM cursor')).rows).toEqual([{ epoch: current.epoch }]);
    await write(async () => undefined, zombie);
    expect((await harness.pool.query('SELECT epoch FROM cursor WHERE epoch = $1', [zombie.epoch])).rowCount).toBe(1);
  });
});

describe('ownership', () => {
  it('cannot be taken over while a guarded write is under way, nor used after it was given back', async () => {
    await using harness = await postgresHarness();
    const journal = new OwnershipJournal();
    const dead = await (await harness.open()).consume('dead', journal.handler('dead'));
    await until('all owned', () => dead.owned().length === contractPartitions);
    const [held] = dead.owned();
    await harness.kill(dead);
    const heir = await (await harness.open()).consume('heir', journal.handler('heir'));
    await inTransaction(harness.pool, async (client) => {
      await assertOwned(client, held!.partition, held!.epoch);
      await until('the others were taken over', () => heir.owned().length === contractPartitions - 1);
    });
    await until('this one too, afterwards', () => heir.owned().length === contractPartitions);
    const [given] = heir.owned();
    await heir[Symbol.asyncDispose]();
    await expect(inTransaction(harness.pool, (client) => assertOwned(client, given!.partition, given!.epoch))).rejects.toThrow(
      NotPartitionOwnerError,
    );
  });

  it('survives a connection that never answers: the renewal is tried again on another', async () => {
    await using harness = await postgresHarness();
    const journal = new OwnershipJournal();
    const failures: WorkFeedFailure[] = [];
    const feed = await harness.open({ timing: { ...quickTiming, queryLimitMs: 300 }, onFailure: (failure) => failures.push(failure) });
    const consumer = await feed.consume('one', journal.handler('one'));
    await until('all owned', () => consumer.owned().length === contractPartitions);
    await inTransaction(harness.pool, async (client) => {
      await client.query('SELECT FROM work_feed.consumer FOR UPDATE');
      await until('a renewal was given up', () => failures.some(({ during }) => during === 'renew'));
    });
    await until('it is well again', () => consumer.owned().length === contractPartitions);
    const [{ signal } = { signal: AbortSignal.abort() }] = consumer.owned();
    const leased = async () =>
      (await harness.pool.query<{ at: Date }>('SELECT lease_expires_at AS at FROM work_feed.consumer')).rows[0]!.at;
    const before = await leased();
    await until('it renews', async () => (await leased()) > before);
    expect(signal.aborted).toBe(false);
  });

  it('ends by its own clock before the database would give it away, when renewing hangs', async () => {
    await using harness = await postgresHarness();
    const journal = new OwnershipJournal();
    const consumer = await (await harness.open()).consume('one', journal.handler('one'));
    await until('all owned', () => consumer.owned().length === contractPartitions);
    const [{ signal } = { signal: new AbortController().signal }] = consumer.owned();
    await inTransaction(harness.pool, async (client) => {
      await client.query('SELECT FROM work_feed.consumer FOR UPDATE');
      await until('it stopped acting', () => signal.aborted);
      const { rows } = await client.query('SELECT lease_expires_at > clock_timestamp() AS still_leased FROM work_feed.consumer');
      expect(rows).toEqual([{ still_leased: true }]);
    });
    await until('it owns them again, under new epochs', () => consumer.owned().length === contractPartitions);
    expect(journal.violations).toEqual([]);
  });
});
