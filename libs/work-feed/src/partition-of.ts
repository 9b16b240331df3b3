import { createHash } from 'node:crypto';

/**
 * The partition of a mailbox: our own stable hash (first 32 bits of SHA-256 of the id), the same in every adapter and every
 * release, because the map from mailbox to partition must never move (pitfall 20).
 */
export const partitionOf = (mailboxId: string, partitions: number): number =>
  createHash('sha256').update(mailboxId).digest().readUInt32BE(0) % partitions;
