import type { WorkFeedTiming } from '../work-feed.options.js';

/** Seconds become tenths, with room for a machine under load. */
export const quickTiming: Partial<WorkFeedTiming> = {
  leaseMs: 3_000,
  renewEveryMs: 200,
  safetyMarginMs: 1_000,
  pollEveryMs: 50,
  drainLimitMs: 1_000,
  commitEveryMs: 20,
  retryBaseMs: 2,
  retryCapMs: 50,
};
