import { decodeWork } from '@postbode/contracts';
import { pause } from '@postbode/kernel';
import { partitionOf, type PartitionOwnership, type WorkHandler, type WorkItem } from '@postbode/work-feed';
import { MailboxRunner } from './mailbox-runner.js';
import type { WorkerPorts } from './worker-ports.js';

/** Which mailboxes there is something to do for; eventually consistent, looked at again and again. */
export interface MailboxDirectory {
  enabledMailboxes(): Promise<readonly string[]>;
}

interface OwnedPartition {
  readonly ownership: PartitionOwnership;
  readonly runners: Map<string, MailboxRunner>;
  readonly running: Set<Promise<void>>;
  readonly stop: AbortController;
}

/** Milliseconds between two looks at the directory: what a lost wake-up costs at most. */
const rescanMs = 30_000;

/** Runs the mailboxes of the partitions this worker owns, beside the feed and never inside it (pitfall 16). */
export class PartitionOwner implements WorkHandler, AsyncDisposable {
  private readonly partitions = new Map<number, OwnedPartition>();
  private readonly ended = new AbortController();
  private readonly rescanning: Promise<void>;

  constructor(
    private readonly ports: WorkerPorts,
    private readonly directory: MailboxDirectory,
    private readonly partitionCount: number,
  ) {
    this.rescanning = this.rescan();
  }

  async assigned(ownership: PartitionOwnership): Promise<void> {
    const partition: OwnedPartition = { ownership, runners: new Map(), running: new Set(), stop: new AbortController() };
    this.partitions.set(ownership.partition, partition);
    await this.startListed();
  }

  async work(item: WorkItem, { partition }: PartitionOwnership): Promise<void> {
    const { mailboxId } = decodeWork(item);
    const owned = this.partitions.get(partition);
    if (owned !== undefined) this.wake(owned, mailboxId);
  }

  async revoked({ partition, epoch }: PartitionOwnership): Promise<void> {
    const owned = this.partitions.get(partition);
    if (owned?.ownership.epoch !== epoch) return;
    this.partitions.delete(partition);
    owned.stop.abort();
    await Promise.all(owned.running);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ended.abort();
    await Promise.all([this.rescanning, ...[...this.partitions.values()].map(({ ownership }) => this.revoked(ownership))]);
  }

  private wake(owned: OwnedPartition, mailboxId: string): void {
    if (owned.runners.get(mailboxId)?.wake() === true) return;
    const signal = AbortSignal.any([owned.ownership.signal, owned.stop.signal]);
    const runner = new MailboxRunner(this.ports, mailboxId, signal);
    owned.runners.set(mailboxId, runner);
    const running = runner.run().finally(() => {
      owned.running.delete(running);
      if (owned.runners.get(mailboxId) === runner) owned.runners.delete(mailboxId);
      this.countRunners();
    });
    owned.running.add(running);
    this.countRunners();
  }

  private countRunners(): void {
    this.ports.meter.runnersActive([...this.partitions.values()].reduce((sum, { runners }) => sum + runners.size, 0));
  }

  private async startListed(): Promise<void> {
    for (const mailboxId of await this.directory.enabledMailboxes()) {
      const owned = this.partitions.get(partitionOf(mailboxId, this.partitionCount));
      if (owned !== undefined && !owned.runners.has(mailboxId)) this.wake(owned, mailboxId);
    }
  }

  private async rescan(): Promise<void> {
    for (;;) {
      await pause(rescanMs, this.ended.signal);
      if (this.ended.signal.aborted) return;
      await this.startListed().catch((error: unknown) => this.ports.log.warn({ err: error }, 'mailbox directory not read'));
    }
  }
}
