import { InMemoryLedger } from '../in-memory/in-memory-ledger.js';
import { InMemoryWorkFeed } from '../in-memory/in-memory-work-feed.js';
import { OwnershipJournal } from '../testing/ownership-journal.js';
import { quickTiming } from '../testing/quick-timing.js';
import { until } from '../testing/until.js';
import { contractPartitions } from '../testing/work-feed.harness.js';
import { workItem } from '../testing/work-items.js';
import type { WorkFeedFailure } from '../work-feed.options.js';
import type { Claim, Presence, Progress, Share } from './partition-ledger.js';

type Step = 'renew' | 'claim' | 'commit' | 'release' | 'leave';

/** Fails steps the test names, `claim` after it was carried out: its answer is lost. */
class FailingLedger extends InMemoryLedger {
  readonly failing = new Set<Step>();

  private check(step: Step): void {
    if (this.failing.has(step)) throw new Error(`${step} failed`);
  }

  override async renew(consumer: string, leaseMs: number, presence: Presence): Promise<readonly Claim[]> {
    this.check('renew');
    return super.renew(consumer, leaseMs, presence);
  }

  override async claim(consumer: string, busy: readonly number[]): Promise<Share | undefined> {
    const share = await super.claim(consumer, busy);
    this.check('claim');
    return share;
  }

  override async commit(consumer: string, progress: readonly Progress[]): Promise<readonly number[]> {
    this.check('commit');
    return super.commit(consumer, progress);
  }

  override async release(consumer: string, claim: Claim): Promise<void> {
    this.check('release');
    return super.release(consumer, claim);
  }

  override async leave(consumer: string): Promise<void> {
    this.check('leave');
    return super.leave(consumer);
  }
}

const setup = () => {
  const ledger = new FailingLedger(contractPartitions);
  const journal = new OwnershipJournal();
  const failures: WorkFeedFailure[] = [];
  const feed = new InMemoryWorkFeed({ ledger, timing: quickTiming, onFailure: (failure) => failures.push(failure) });
  const join = (id: string) => feed.consume(id, journal.handler(id));
  const reported = (during: WorkFeedFailure['during']) =>
    until(`${during} was reported`, () => failures.some((one) => one.during === during));
  return { ledger, journal, feed, join, reported, [Symbol.asyncDispose]: () => feed[Symbol.asyncDispose]() };
};

describe('LedgerConsumer', () => {
  it('does not join when it cannot get a lease', async () => {
    await using test = setup();
    const { ledger, join } = test;
    ledger.failing.add('renew');
    await expect(join('one')).rejects.toThrow('renew failed');
  });

  it('stops acting when it cannot renew, and comes back under new epochs', async () => {
    await using test = setup();
    const { ledger, journal, join, reported } = test;
    const one = await join('one');
    await until('all owned', () => one.owned().length === contractPartitions);
    ledger.failing.add('renew');
    await until('none owned', () => one.owned().length === 0);
    await reported('renew');
    ledger.failing.clear();
    await until('all owned', () => one.owned().length === contractPartitions);
    expect(one.owned().every(({ epoch }) => epoch > 1n)).toBe(true);
    expect(journal.revocations.filter(({ aborted }) => aborted)).toHaveLength(contractPartitions);
    expect(journal.violations).toEqual([]);
  });

  it('strands no partition when a release fails or the answer to a claim is lost', async () => {
    await using test = setup();
    const { ledger, journal, join, reported } = test;
    const one = await join('one');
    await until('all owned', () => one.owned().length === contractPartitions);
    ledger.failing.add('release').add('claim');
    const two = await join('two');
    await reported('share');
    ledger.failing.delete('claim');
    await reported('release');
    await until('shared out', () => one.owned().length >= 3 && two.owned().length >= 3);
    expect(one.owned().length + two.owned().length).toBe(contractPartitions);
    expect(journal.violations).toEqual([]);
  });

  it('commits later what it could not commit at once', async () => {
    const { ledger, journal, feed, join, reported } = setup();
    const one = await join('one');
    ledger.failing.add('commit');
    await feed.dispatch([workItem('a', 1), workItem('a', 2)]);
    await reported('commit');
    ledger.failing.clear();
    await until('both came', () => journal.deliveries.length === 2);
    await one[Symbol.asyncDispose]();
    await feed.dispatch([workItem('a', 3)]);
    await join('two');
    await until('the third came', () => journal.positionsOf('a').includes(3));
    expect(journal.positionsOf('a')).toEqual([1, 2, 3]);
    await feed[Symbol.asyncDispose]();
  });

  it('ends even when the ledger cannot be reached', async () => {
    const { ledger, feed, join, reported } = setup();
    const one = await join('one');
    await until('all owned', () => one.owned().length === contractPartitions);
    for (const step of ['renew', 'release', 'leave'] as const) ledger.failing.add(step);
    await feed[Symbol.asyncDispose]();
    await reported('release');
    expect(one.owned()).toEqual([]);
  });
});
