import { churnContract } from './churn.contract.js';
import { deliveryContract } from './delivery.contract.js';
import { dispatchContract } from './dispatch.contract.js';
import { ownershipContract } from './ownership.contract.js';
import type { MakeHarness } from './work-feed.harness.js';

/** What every `WorkFeed` promises. The feed must have `contractPartitions` partitions. */
export const workFeedContract = (name: string, makeHarness: MakeHarness): void =>
  describe(`${name} keeps the contract of a work feed`, () => {
    dispatchContract(makeHarness);
    deliveryContract(makeHarness);
    ownershipContract(makeHarness);
    churnContract(makeHarness);
  });
