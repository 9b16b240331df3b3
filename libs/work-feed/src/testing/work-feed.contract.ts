import type { WorkConsumer, WorkFeed } from '../work-feed.js';
import { churnContract } from './churn.contract.js';
import { deliveryContract } from './delivery.contract.js';
import { dispatchContract } from './dispatch.contract.js';
import { ownershipContract } from './ownership.contract.js';

/** A fresh, empty feed for each test. Choose short leases and drain limits (seconds). */
export interface WorkFeedHarness extends AsyncDisposable {
  /** The feed as one more process would open it; disposed with the harness. */
  open(): Promise<WorkFeed>;
  /** Ends a consumer as SIGKILL would: silent at once, nothing given back. */
  kill(consumer: WorkConsumer): Promise<void>;
  /** Also disposes every feed it opened. */
  [Symbol.asyncDispose](): Promise<void>;
}

export type MakeHarness = () => Promise<WorkFeedHarness>;

/** What every {@link WorkFeed} promises. The feed must have 7 partitions: a number that no two or three consumers share evenly. */
export const workFeedContract = (name: string, makeHarness: MakeHarness): void =>
  describe(`${name} keeps the contract of a work feed`, () => {
    dispatchContract(makeHarness);
    deliveryContract(makeHarness);
    ownershipContract(makeHarness);
    churnContract(makeHarness);
  });

export const contractPartitions = 7;
