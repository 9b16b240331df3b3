import { killConsumer } from '../testing/kill-consumer.js';
import { quickTiming } from '../testing/quick-timing.js';
import { workFeedContract } from '../testing/work-feed.contract.js';
import { contractPartitions, type WorkFeedHarness } from '../testing/work-feed.harness.js';
import { InMemoryLedger } from './in-memory-ledger.js';
import { InMemoryWorkFeed } from './in-memory-work-feed.js';

workFeedContract('InMemoryWorkFeed', async (): Promise<WorkFeedHarness> => {
  const ledger = new InMemoryLedger(contractPartitions);
  const feeds: InMemoryWorkFeed[] = [];
  return {
    open: async () => {
      const feed = new InMemoryWorkFeed({ ledger, timing: quickTiming });
      feeds.push(feed);
      return feed;
    },
    kill: killConsumer,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(feeds.map((feed) => feed[Symbol.asyncDispose]()));
    },
  };
});
