import { createPool, type Pool } from '@postbode/postgres';
import { createTestDatabase } from '@postbode/testing';
import { PostgresWorkFeed, type PostgresWorkFeedOptions } from '../postgres/postgres-work-feed.js';
import { killConsumer } from './kill-consumer.js';
import { quickTiming } from './quick-timing.js';
import { contractPartitions, type WorkFeedHarness } from './work-feed.harness.js';

export interface PostgresHarness extends WorkFeedHarness {
  readonly pool: Pool;
  open(changes?: Partial<PostgresWorkFeedOptions>): Promise<PostgresWorkFeed>;
}

/** A database of its own; every feed has its own small pool, as a process would: one connection listens, two work. */
export const postgresHarness = async (): Promise<PostgresHarness> => {
  const database = await createTestDatabase();
  const feeds: PostgresWorkFeed[] = [];
  const pools: Pool[] = [];
  return {
    pool: database.pool,
    open: async (changes = {}) => {
      const pool = createPool({ connectionString: database.url, applicationName: 'work-feed-test', max: 3 });
      pools.push(pool);
      const feed = await PostgresWorkFeed.open({ pool, partitions: contractPartitions, timing: quickTiming, ...changes });
      feeds.push(feed);
      return feed;
    },
    kill: killConsumer,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(feeds.map((feed) => feed[Symbol.asyncDispose]()));
      await Promise.all(pools.map((pool) => pool.end()));
      await database[Symbol.asyncDispose]();
    },
  };
};
