import { pause } from '@postbode/kernel';
import type { PartitionOwnership, WorkConsumer, WorkHandler } from '../work-feed.js';
import type { ConsumerSettings, WorkFeedFailure } from '../work-feed.options.js';
import { LeaseTimer } from './lease-timer.js';
import { Loop } from './loop.js';
import type { ClaimedPartition, PartitionLedger, Presence, StoredItem } from './partition-ledger.js';
import { PartitionRunner } from './partition-runner.js';

const fetchLimit = 100;

type LoopName = 'renew' | 'share' | 'fetch' | 'commit' | 'prune';

/**
 * Owns its fair share of a ledger's partitions for as long as its lease is renewed, and runs each of them. Each duty is a loop of its
 * own, so that none starves another: renewing above all.
 */
export class LedgerConsumer implements WorkConsumer {
  private readonly runners = new Map<number, PartitionRunner>();
  private readonly endings = new Map<PartitionRunner, Promise<void>>();
  private readonly lease: LeaseTimer;
  private readonly loops: Record<LoopName, Loop>;
  private readonly hints: Disposable;
  private presence: Presence = 'sharing';
  private committing: Promise<void> = Promise.resolve();
  private ended: Promise<void> | undefined;

  private constructor(
    private readonly id: string,
    private readonly ledger: PartitionLedger,
    private readonly handler: WorkHandler,
    private readonly settings: ConsumerSettings,
  ) {
    const { timing } = settings;
    const loop = (during: LoopName, everyMs: number, step: () => Promise<void>): Loop =>
      new Loop(everyMs, step, (error) => this.report({ during, error }));
    this.lease = new LeaseTimer(timing.leaseMs - timing.safetyMarginMs, () => this.leaseExpired());
    this.loops = {
      renew: loop('renew', timing.renewEveryMs, () => this.renew()),
      share: loop('share', timing.pollEveryMs, () => this.takeShare()),
      fetch: loop('fetch', timing.pollEveryMs, () => this.fetch()),
      commit: loop('commit', timing.pollEveryMs, () => this.commitThenRest()),
      prune: loop('prune', timing.pruneEveryMs, () => this.ledger.prune([...this.runners.keys()], timing.retentionMs)),
    };
    this.hints = ledger.onHint((hint) => this.loops[hint === 'items' ? 'fetch' : 'share'].wake());
  }

  /** @param id unique among all consumers that ever lived */
  static async join(id: string, ledger: PartitionLedger, handler: WorkHandler, settings: ConsumerSettings): Promise<LedgerConsumer> {
    const consumer = new LedgerConsumer(id, ledger, handler, settings);
    try {
      await consumer.renew();
    } catch (error) {
      consumer.forget();
      throw error;
    }
    for (const loop of Object.values(consumer.loops)) loop.start();
    return consumer;
  }

  owned(): readonly PartitionOwnership[] {
    return [...this.runners.values()].map(({ ownership }) => ownership).filter(({ signal }) => !signal.aborted);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.ended ??= this.leave();
    return this.ended;
  }

  /** Tests only: ends as a killed process would, giving nothing back. */
  async crash(): Promise<void> {
    this.ended = Promise.resolve();
    this.forget();
    for (const runner of this.runners.values()) runner.abort();
    await Promise.all(Object.values(this.loops).map((loop) => loop.stop()));
  }

  private async leave(): Promise<void> {
    await Promise.all([this.loops.share.stop(), this.loops.prune.stop()]);
    this.presence = 'leaving';
    await this.attempt('renew', () => this.renew());
    await Promise.all([...this.runners.values()].map((runner) => this.giveBack(runner)));
    await Promise.all(Object.values(this.loops).map((loop) => loop.stop()));
    this.forget();
    await this.attempt('release', () => this.ledger.leave(this.id));
  }

  private forget(): void {
    this.lease[Symbol.dispose]();
    this.hints[Symbol.dispose]();
  }

  private async renew(): Promise<void> {
    if (this.stalled) return;
    const held = [...this.runners.values()];
    const sentAt = performance.now();
    const claims = await this.ledger.renew(this.id, this.settings.timing.leaseMs, this.presence);
    if (this.loops.renew.stopped) return;
    this.lease.renewed(sentAt);
    const epochs = new Map(claims.map(({ partition, epoch }) => [partition, epoch]));
    for (const runner of held) if (epochs.get(runner.ownership.partition) !== runner.ownership.epoch) this.lose(runner);
  }

  private leaseExpired(): void {
    if (this.stalled) return;
    for (const runner of this.runners.values()) this.lose(runner);
  }

  private async takeShare(): Promise<void> {
    if (this.stalled || !this.lease.isValid()) return;
    const share = await this.ledger.claim(this.id, [...this.runners.keys()]);
    if (share === undefined || !this.lease.isValid() || this.loops.share.stopped) return;
    const held = [...this.runners.values()].filter((runner) => !runner.ending);
    for (const claimed of share.claimed) this.adopt(claimed);
    for (const surplus of held.slice(Math.max(0, share.quota))) void this.giveBack(surplus);
  }

  private adopt(claimed: ClaimedPartition): void {
    const runner = new PartitionRunner(claimed, this.handler, this.settings, {
      delivered: () => this.loops.commit.wake(),
      hungry: () => this.loops.fetch.wake(),
      failed: (failure) => this.report(failure),
    });
    this.runners.set(claimed.partition, runner);
  }

  private lose(runner: PartitionRunner): void {
    runner.abort();
    void this.giveBack(runner);
  }

  private giveBack(runner: PartitionRunner): Promise<void> {
    const ending = this.endings.get(runner) ?? this.endAndRelease(runner);
    this.endings.set(runner, ending);
    return ending;
  }

  /** In this order, for what is committed after the release is a zombie's (pitfall 29). */
  private async endAndRelease(runner: PartitionRunner): Promise<void> {
    await runner.drain();
    await this.attempt('commit', () => this.commit());
    runner.abort();
    await this.attempt('release', () => this.ledger.release(this.id, runner.ownership));
    this.runners.delete(runner.ownership.partition);
    this.endings.delete(runner);
    this.loops.share.wake();
  }

  private async fetch(): Promise<void> {
    const wanted = [...this.runners.values()].flatMap((runner) => runner.wanted ?? []);
    if (wanted.length === 0) return;
    const found = new Map<number, StoredItem[]>(wanted.map(({ partition }) => [partition, []]));
    for (const item of await this.ledger.fetch(wanted, fetchLimit)) found.get(item.partition)?.push(item);
    for (const { partition, offset } of wanted) {
      const runner = this.runners.get(partition);
      const items = found.get(partition) ?? [];
      if (runner?.wanted?.offset === offset) runner.accept(items, items.length < fetchLimit ? 'all' : 'more');
    }
  }

  private async commitThenRest(): Promise<void> {
    await this.commit();
    await pause(this.settings.timing.commitEveryMs);
  }

  /** One at a time, so that an older offset never arrives after a newer one. */
  private commit(): Promise<void> {
    const previous = this.committing.catch(() => undefined);
    this.committing = previous.then(() => this.commitDelivered());
    return this.committing;
  }

  private async commitDelivered(): Promise<void> {
    const progress = [...this.runners.values()].flatMap((runner) => runner.uncommitted ?? []);
    if (progress.length === 0) return;
    const accepted = new Set(await this.ledger.commit(this.id, progress));
    for (const { partition, epoch, offset } of progress) {
      const runner = this.runners.get(partition);
      if (runner?.ownership.epoch !== epoch) continue;
      if (accepted.has(partition)) runner.committedTo(offset);
      else this.lose(runner);
    }
  }

  private get stalled(): boolean {
    return this.settings.stalled?.() ?? false;
  }

  private async attempt(during: WorkFeedFailure['during'], step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.report({ during, error });
    }
  }

  private report(failure: Omit<WorkFeedFailure, 'consumerId'>): void {
    this.settings.report({ consumerId: this.id, ...failure });
  }
}
