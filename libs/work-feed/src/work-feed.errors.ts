import { DomainError } from '@postbode/kernel';

/** The map from mailbox to partition must never move (pitfall 20): a feed keeps the count it was created with. */
export class PartitionCountMismatchError extends DomainError {
  constructor(
    readonly recorded: number,
    readonly configured: number,
  ) {
    super(
      'work-feed.partition-count-mismatch',
      'precondition-failed',
      `The work feed was created with ${recorded} partitions and cannot be opened with ${configured}.`,
      { details: { recorded, configured } },
    );
  }
}

/** The partition has another owner by now: whatever was about to be written must not be. */
export class NotPartitionOwnerError extends DomainError {
  constructor(
    readonly partition: number,
    readonly epoch: bigint,
  ) {
    super('work-feed.not-partition-owner', 'conflict', `Partition ${partition} is no longer owned under epoch ${String(epoch)}.`, {
      details: { partition, epoch: String(epoch) },
    });
  }
}

export class WorkItemTooLargeError extends DomainError {
  constructor(readonly bytes: number) {
    super('work-feed.item-too-large', 'invalid', `A work item's payload has ${bytes} bytes; at most ${maxPayloadBytes} are allowed.`, {
      details: { bytes },
    });
  }
}

/** 64 KiB. */
export const maxPayloadBytes = 65_536;
