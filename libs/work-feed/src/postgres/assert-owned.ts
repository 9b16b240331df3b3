import type { PoolClient } from '@postbode/postgres';
import { NotPartitionOwnerError } from '../work-feed.errors.js';
import * as sql from './postgres-ledger.sql.js';

/**
 * Fences any other write: call it first in the write's transaction. Until that ends nobody can take the partition over; if somebody has,
 * the write must not happen (pitfall D4). Keep the transaction short: a take-over and a clean hand-over wait for it.
 * @param client inside a transaction of the feed's database
 * @throws NotPartitionOwnerError when the epoch is over; roll back
 */
export const assertOwned = async (client: Pick<PoolClient, 'query'>, partition: number, epoch: bigint): Promise<void> => {
  const { rowCount } = await client.query(sql.assertOwned, [partition, epoch]);
  if (rowCount !== 1) throw new NotPartitionOwnerError(partition, epoch);
};
