import type { WorkConsumer, WorkFeed } from '../work-feed.js';

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

/** A number that no two or three consumers share evenly. */
export const contractPartitions = 7;
