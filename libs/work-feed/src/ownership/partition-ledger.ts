import type { Position } from '@postbode/kernel';
import type { WorkItem } from '../work-feed.js';

export interface StoredItem {
  readonly partition: number;
  /** Grows within a partition in dispatch order; gaps are normal. From 1. */
  readonly offset: bigint;
  readonly item: WorkItem;
}

export interface Claim {
  readonly partition: number;
  readonly epoch: bigint;
}

export interface ClaimedPartition extends Claim {
  /** Offset of the last item committed, 0 before the first. */
  readonly committed: bigint;
}

export interface Share {
  /** How many partitions the consumer should have. */
  readonly quota: number;
  /** Taken over just now, under a new epoch. */
  readonly claimed: readonly ClaimedPartition[];
}

export interface Progress extends Claim {
  readonly offset: bigint;
}

export type Hint = 'items' | 'share';

/** `leaving`: still alive and holding its partitions, but no longer counted when they are shared out. */
export type Presence = 'sharing' | 'leaving';

/**
 * What the consumers of one feed agree on: items, who is alive, who owns which partition under which epoch, how far it got.
 * Every method is one atomic step. Time is the ledger's own. Any of them may fail; trying again is always safe.
 */
export abstract class PartitionLedger {
  abstract readonly partitions: number;

  /** Stores the items above the last dispatched position, in position order. */
  abstract append(items: readonly WorkItem[]): Promise<void>;

  abstract lastDispatched(): Promise<Position>;

  /** Extends the consumer's lease to `leaseMs` from now and answers what it owns. */
  abstract renew(consumer: string, leaseMs: number, presence: Presence): Promise<readonly Claim[]>;

  /**
   * Computes the consumer's share and takes free partitions up to it. Free: without owner, or of a consumer whose lease ran out.
   * @param busy partitions the consumer has in hand, also those it is about to give back; what else it owns is free, so that a release
   *   that failed strands nothing
   * @returns undefined when the consumer's own lease ran out
   */
  abstract claim(consumer: string, busy: readonly number[]): Promise<Share | undefined>;

  /** Items after the given offsets, at most `limit` per partition, in order. */
  abstract fetch(after: readonly { partition: number; offset: bigint }[], limit: number): Promise<readonly StoredItem[]>;

  /** Commits what is still owned under its epoch; answers those partitions. */
  abstract commit(consumer: string, progress: readonly Progress[]): Promise<readonly number[]>;

  /** Gives the partition away, if it is still owned under this epoch. */
  abstract release(consumer: string, claim: Claim): Promise<void>;

  /** Removes the consumer and frees whatever it still owns. */
  abstract leave(consumer: string): Promise<void>;

  /** Deletes committed items older than this. */
  abstract prune(partitions: readonly number[], olderThanMs: number): Promise<void>;

  /** Hears that something may have moved; may miss some. */
  abstract onHint(listener: (hint: Hint) => void): Disposable;
}
