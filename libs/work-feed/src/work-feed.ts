import type { Position } from '@postbode/kernel';

/**
 * A wake-up for one mailbox: "the mailbox's streams moved, look at them". Carries no state of its own, so that losing,
 * doubling or reordering one across a rebalance costs latency, never mail.
 */
export interface WorkItem {
  readonly mailboxId: string;
  /** Message type of `@postbode/contracts`. */
  readonly type: string;
  /** JSON text, at most 64 KiB; validated by `@postbode/contracts` on both ends. */
  readonly payload: string;
  /** Position of the event that caused it: dispatch resumes exactly after the last one (idempotent). */
  readonly position: Position;
  readonly traceparent?: string | undefined;
}

export interface PartitionOwnership {
  readonly partition: number;
  /** Fencing token: grows with every change of owner, from the feed's own clock, never a worker's. */
  readonly epoch: bigint;
  /** Aborts as soon as this worker must no longer act for the partition. */
  readonly signal: AbortSignal;
}

export interface WorkHandler {
  /** The partition is ours from now on. Items arrive only after this resolves. */
  assigned(ownership: PartitionOwnership): Promise<void>;
  /** Take note durably or in memory and return quickly; the work itself runs beside the feed, never inside (pitfall 16). */
  work(item: WorkItem, ownership: PartitionOwnership): Promise<void>;
  /**
   * Drain: stop the partition's runners. No item arrives any more. The feed gives the partition away after this resolves, or after its
   * time limit; the signal is aborted then, or is so already when the partition was lost.
   */
  revoked(ownership: PartitionOwnership): Promise<void>;
}

export interface WorkConsumer extends AsyncDisposable {
  /** Partitions owned at this moment. */
  owned(): readonly PartitionOwnership[];
  /** Drains and gives every partition back. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Partition ownership and ordered delivery per mailbox: partitions are shared out over all consumers, each partition has one
 * owner, items of one mailbox arrive in dispatch order, at least once, from the last committed one on.
 * See `testing/work-feed.contract.ts`.
 */
export abstract class WorkFeed implements AsyncDisposable {
  /** Fixed when the feed was created; a mismatch with the recorded number is refused at start (pitfall 20). */
  abstract readonly partitions: number;

  /**
   * Durable when it resolves; all of the call's items or none. Items at or below the last dispatched position are dropped (a retried
   * dispatch), so **all items of one position must be in one call**: one event may wake many mailboxes.
   * @throws WorkItemTooLargeError
   */
  abstract dispatch(items: readonly WorkItem[]): Promise<void>;

  /** Position of the last item dispatched, or the start: where the dispatching subscription resumes. */
  abstract lastDispatched(): Promise<Position>;

  /** @param consumerId unique per process; shown to operators */
  abstract consume(consumerId: string, handler: WorkHandler): Promise<WorkConsumer>;

  abstract [Symbol.asyncDispose](): Promise<void>;
}
