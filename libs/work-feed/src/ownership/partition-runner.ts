import { fullJitter, pause } from '@postbode/kernel';
import type { PartitionOwnership, WorkHandler } from '../work-feed.js';
import type { ConsumerSettings, WorkFeedFailure } from '../work-feed.options.js';
import type { ClaimedPartition, Progress, StoredItem } from './partition-ledger.js';
import { settleWithin } from './settle-within.js';
import { Wakeup } from './wakeup.js';

export interface RunnerEvents {
  /** An item was handled: there is something to commit. */
  readonly delivered: () => void;
  /** The queue ran empty and there was more to fetch. */
  readonly hungry: () => void;
  readonly failed: (failure: Omit<WorkFeedFailure, 'consumerId'>) => void;
}

/** One owned partition: hands its items to the handler one at a time and in order, each until it succeeds. */
export class PartitionRunner {
  readonly ownership: PartitionOwnership;
  private readonly queue: StoredItem[] = [];
  private readonly queued = new Wakeup();
  private readonly stopping = new AbortController();
  private readonly lost = new AbortController();
  private readonly running: Promise<void>;
  private ready = false;
  private more = false;
  private fetched: bigint;
  private delivered: bigint;
  private committed: bigint;

  constructor(
    claimed: ClaimedPartition,
    private readonly handler: WorkHandler,
    private readonly settings: ConsumerSettings,
    private readonly events: RunnerEvents,
  ) {
    this.ownership = { partition: claimed.partition, epoch: claimed.epoch, signal: this.lost.signal };
    this.fetched = this.delivered = this.committed = claimed.committed;
    this.running = this.run();
  }

  get ending(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Where to fetch from, undefined while it has enough to do. */
  get wanted(): { partition: number; offset: bigint } | undefined {
    return this.ready && !this.ending && this.queue.length === 0
      ? { partition: this.ownership.partition, offset: this.fetched }
      : undefined;
  }

  /** What is handled and not committed yet. */
  get uncommitted(): Progress | undefined {
    const { partition, epoch } = this.ownership;
    return this.delivered === this.committed ? undefined : { partition, epoch, offset: this.delivered };
  }

  /** @param complete whether these are all there were */
  accept(items: readonly StoredItem[], complete: 'all' | 'more'): void {
    for (const item of items) {
      this.queue.push(item);
      this.fetched = item.offset;
    }
    this.more = complete === 'more';
    this.queued.wake();
  }

  committedTo(offset: bigint): void {
    this.committed = offset;
  }

  /** No longer ours: whoever acts for the partition must stop now. */
  abort(): void {
    this.stop();
    this.lost.abort();
  }

  /** Starts no further item, lets the one in progress end, then lets the handler drain; each within the time limit. */
  async drain(): Promise<void> {
    this.stop();
    await this.within(this.running);
    await this.within(this.attempt('revoked', () => this.handler.revoked(this.ownership)));
  }

  private stop(): void {
    this.stopping.abort();
    this.queued.wake();
  }

  private async within(step: Promise<unknown>): Promise<void> {
    if (await settleWithin(step, this.settings.timing.drainLimitMs)) return;
    this.fail('drain', new Error('The time limit for draining a partition ran out.'));
  }

  private async run(): Promise<void> {
    await this.untilDone('assigned', () => this.handler.assigned(this.ownership));
    this.ready = true;
    this.events.hungry();
    for (let next = await this.next(); next !== undefined; next = await this.next()) {
      const { item, offset } = next;
      if (!(await this.untilDone('work', () => this.handler.work(item, this.ownership)))) return;
      this.delivered = offset;
      this.events.delivered();
    }
  }

  private async next(): Promise<StoredItem | undefined> {
    while (!this.ending) {
      const next = this.queue.shift();
      if (next !== undefined) return next;
      if (this.more) this.events.hungry();
      await this.queued.sleep(60_000);
    }
    return undefined;
  }

  private async untilDone(during: 'assigned' | 'work', step: () => Promise<void>): Promise<boolean> {
    const { retryBaseMs, retryCapMs } = this.settings.timing;
    for (let attempt = 0; !this.ending; attempt += 1) {
      if (await this.attempt(during, step, attempt + 1)) return true;
      await pause(fullJitter(attempt, retryBaseMs, retryCapMs), this.stopping.signal);
    }
    return false;
  }

  private async attempt(during: 'assigned' | 'work' | 'revoked', step: () => Promise<void>, attempt = 1): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      this.fail(during, error, attempt);
      return false;
    }
  }

  private fail(during: WorkFeedFailure['during'], error: unknown, attempt = 1): void {
    this.events.failed({ during, partition: this.ownership.partition, attempt, error });
  }
}
