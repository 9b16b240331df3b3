import { LedgerConsumer } from '../ownership/ledger-consumer.js';
import type { WorkConsumer } from '../work-feed.js';

/** Ends a consumer of the Postgres or in-memory feed as SIGKILL would: silent at once, nothing given back until its lease runs out. */
export const killConsumer = async (consumer: WorkConsumer): Promise<void> => {
  if (!(consumer instanceof LedgerConsumer)) throw new TypeError('Not a consumer with a lease.');
  await consumer.crash();
};
