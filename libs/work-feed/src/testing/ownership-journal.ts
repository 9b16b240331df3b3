import type { PartitionOwnership, WorkHandler, WorkItem } from '../work-feed.js';

export interface Delivery {
  readonly consumer: string;
  readonly item: WorkItem;
}

/** What all consumers of one test went through, in the order it happened, and every promise of the port it saw broken. */
export class OwnershipJournal {
  readonly assignments: { readonly consumer: string; readonly ownership: PartitionOwnership }[] = [];
  readonly revocations: { readonly consumer: string; readonly partition: number; readonly aborted: boolean }[] = [];
  readonly deliveries: Delivery[] = [];
  readonly violations: string[] = [];

  /** @param wrapped what the test itself wants done, after it was noted */
  handler(consumer: string, wrapped: Partial<WorkHandler> = {}): WorkHandler {
    return {
      assigned: async (ownership) => {
        this.assigned(consumer, ownership);
        await wrapped.assigned?.(ownership);
      },
      work: async (item, ownership) => {
        if (ownership.signal.aborted) this.violations.push(`item ${String(item.position)} for an owner that is none any more`);
        await wrapped.work?.(item, ownership);
        this.deliveries.push({ consumer, item });
      },
      revoked: async (ownership) => {
        this.revocations.push({ consumer, partition: ownership.partition, aborted: ownership.signal.aborted });
        await wrapped.revoked?.(ownership);
      },
    };
  }

  /** Positions as delivered, repetitions included. */
  positionsOf(mailboxId: string): number[] {
    return this.deliveries.filter(({ item }) => item.mailboxId === mailboxId).map(({ item }) => Number(item.position));
  }

  /** Each position where it was delivered first: must be the dispatch order, whatever is repeated. */
  firstPositionsOf(mailboxId: string): number[] {
    return [...new Set(this.positionsOf(mailboxId))];
  }

  private assigned(consumer: string, ownership: PartitionOwnership): void {
    const { partition, epoch } = ownership;
    for (const earlier of this.assignments.filter((entry) => entry.ownership.partition === partition)) {
      if (!earlier.ownership.signal.aborted)
        this.violations.push(`partition ${partition} has two owners: ${earlier.consumer}, ${consumer}`);
      if (earlier.ownership.epoch >= epoch) this.violations.push(`epoch ${String(epoch)} of partition ${partition} did not grow`);
    }
    this.assignments.push({ consumer, ownership });
  }
}
