import { startPosition, type Position } from '@postbode/kernel';
import { fairShares } from '../ownership/fair-share.js';
import {
  PartitionLedger,
  type Claim,
  type ClaimedPartition,
  type Hint,
  type Presence,
  type Progress,
  type Share,
  type StoredItem,
} from '../ownership/partition-ledger.js';
import { partitionOf } from '../partition-of.js';
import type { WorkItem } from '../work-feed.js';

interface Partition {
  owner: string | undefined;
  epoch: bigint;
  committed: bigint;
  items: StoredItem[];
}

interface Member {
  expiresAt: number;
  presence: Presence;
}

/** The ledger of one process, for tests; hand one to several feeds and they share it as processes share a database. */
export class InMemoryLedger extends PartitionLedger {
  private readonly table: Partition[];
  private readonly members = new Map<string, Member>();
  private readonly listeners = new Set<(hint: Hint) => void>();
  private last: Position = startPosition;
  private lastOffset = 0n;

  constructor(readonly partitions: number) {
    super();
    this.table = Array.from({ length: partitions }, () => ({ owner: undefined, epoch: 0n, committed: 0n, items: [] }));
  }

  async append(items: readonly WorkItem[]): Promise<void> {
    const after = this.last;
    for (const item of items.toSorted((a, b) => Number(a.position - b.position))) {
      if (item.position <= after) continue;
      const partition = partitionOf(item.mailboxId, this.partitions);
      this.at(partition).items.push({ partition, offset: (this.lastOffset += 1n), item });
      this.last = item.position;
    }
    this.hint('items');
  }

  async lastDispatched(): Promise<Position> {
    return this.last;
  }

  async renew(consumer: string, leaseMs: number, presence: Presence): Promise<readonly Claim[]> {
    const known = this.members.get(consumer);
    this.members.set(consumer, { expiresAt: performance.now() + leaseMs, presence });
    if (known?.presence !== presence) this.hint('share');
    return this.table.flatMap(({ owner, epoch }, partition) => (owner === consumer ? [{ partition, epoch }] : []));
  }

  async claim(consumer: string, busy: readonly number[]): Promise<Share | undefined> {
    this.buryTheDead();
    if (!this.members.has(consumer)) return undefined;
    this.free((owner, number) => owner === consumer && !busy.includes(number));
    const sharing = [...this.members].filter(([, { presence }]) => presence === 'sharing').map(([id]) => id);
    const holders = sharing.map((id) => ({ consumer: id, owned: this.table.filter(({ owner }) => owner === id).length }));
    const quota = fairShares(this.partitions, holders).get(consumer) ?? 0;
    const free = this.table.flatMap(({ owner }, number) => (owner === undefined && !busy.includes(number) ? [number] : []));
    const inHand = holders.find((holder) => holder.consumer === consumer)?.owned ?? 0;
    return { quota, claimed: free.slice(0, Math.max(0, quota - inHand)).map((number) => this.takeOver(number, consumer)) };
  }

  async fetch(after: readonly { partition: number; offset: bigint }[], limit: number): Promise<readonly StoredItem[]> {
    return after.flatMap(({ partition, offset }) =>
      this.at(partition)
        .items.filter((item) => item.offset > offset)
        .slice(0, limit),
    );
  }

  async commit(consumer: string, progress: readonly Progress[]): Promise<readonly number[]> {
    const owned = progress.filter((step) => this.owns(consumer, step));
    for (const { partition, offset } of owned) this.at(partition).committed = offset;
    return owned.map(({ partition }) => partition);
  }

  async release(consumer: string, claim: Claim): Promise<void> {
    if (!this.owns(consumer, claim)) return;
    this.at(claim.partition).owner = undefined;
    this.hint('share');
  }

  async leave(consumer: string): Promise<void> {
    this.members.delete(consumer);
    this.free((owner) => owner === consumer);
    this.hint('share');
  }

  async prune(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions.map((number) => this.at(number))) {
      partition.items = partition.items.filter(({ offset }) => offset > partition.committed);
    }
  }

  onHint(listener: (hint: Hint) => void): Disposable {
    this.listeners.add(listener);
    return { [Symbol.dispose]: () => this.listeners.delete(listener) };
  }

  private hint(hint: Hint): void {
    for (const listener of this.listeners) listener(hint);
  }

  private at(number: number): Partition {
    const partition = this.table[number];
    if (partition === undefined) throw new RangeError(`There is no partition ${number}.`);
    return partition;
  }

  private owns(consumer: string, { partition, epoch }: Claim): boolean {
    const { owner, epoch: current } = this.at(partition);
    return owner === consumer && epoch === current;
  }

  private takeOver(number: number, consumer: string): ClaimedPartition {
    const partition = this.at(number);
    partition.owner = consumer;
    partition.epoch += 1n;
    return { partition: number, epoch: partition.epoch, committed: partition.committed };
  }

  private buryTheDead(): void {
    for (const [id, { expiresAt }] of this.members) if (expiresAt < performance.now()) this.members.delete(id);
    this.free((owner) => !this.members.has(owner));
  }

  private free(isFree: (owner: string, number: number) => boolean): void {
    for (const [number, partition] of this.table.entries()) {
      if (partition.owner !== undefined && isFree(partition.owner, number)) partition.owner = undefined;
    }
  }
}
