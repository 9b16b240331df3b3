import { positionOf, randomId } from '@postbode/kernel';
import { partitionOf } from '../partition-of.js';
import type { WorkItem } from '../work-feed.js';

export const workItem = (mailboxId: string, position: number): WorkItem => ({
  mailboxId,
  type: 'MailboxChanged',
  payload: JSON.stringify({ position }),
  position: positionOf(position),
});

/** Mailbox ids that live in these partitions, one each. */
export const mailboxesIn = (wanted: readonly number[], partitions: number): string[] =>
  wanted.map((partition) => {
    let id = randomId();
    while (partitionOf(id, partitions) !== partition) id = randomId();
    return id;
  });

export const numbers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, index) => from + index);
