/** Milliseconds throughout. */
export interface WorkFeedTiming {
  /** How long a consumer that fell silent keeps its partitions. */
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  /** The consumer stops acting this much before the ledger may give its partitions away. */
  readonly safetyMarginMs: number;
  /** A query without an answer counts as failed and its connection as broken: a half-open one must not outlast the lease. */
  readonly queryLimitMs: number;
  /** Hints usually come first; polling is what is relied on. */
  readonly pollEveryMs: number;
  /** At most this long for an item in progress, and again for `revoked`, before a partition is given away all the same. */
  readonly drainLimitMs: number;
  /** Offsets are committed at most this often per consumer: a crash repeats at most this much. */
  readonly commitEveryMs: number;
  /** First and longest ceiling of the full-jitter back-off of a failing handler. */
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  /** Committed items are deleted once this old. Nothing depends on it. */
  readonly retentionMs: number;
  readonly pruneEveryMs: number;
}

export const defaultTiming: WorkFeedTiming = {
  leaseMs: 15_000,
  renewEveryMs: 5_000,
  safetyMarginMs: 3_000,
  queryLimitMs: 5_000,
  pollEveryMs: 1_000,
  drainLimitMs: 10_000,
  commitEveryMs: 100,
  retryBaseMs: 200,
  retryCapMs: 30_000,
  retentionMs: 3_600_000,
  pruneEveryMs: 60_000,
};

/** @throws when the lease could run out between two renewals */
export const timingOf = (changes: Partial<WorkFeedTiming> = {}): WorkFeedTiming => {
  const timing = { ...defaultTiming, ...changes };
  if (timing.renewEveryMs + timing.safetyMarginMs >= timing.leaseMs) {
    throw new RangeError('leaseMs must be longer than renewEveryMs and safetyMarginMs together.');
  }
  return timing;
};

export const defaultPartitions = 64;

/** Something that will be tried again, for the log. Never holds a payload. */
export interface WorkFeedFailure {
  readonly consumerId: string;
  readonly during: 'renew' | 'share' | 'fetch' | 'commit' | 'prune' | 'assigned' | 'work' | 'revoked' | 'drain' | 'release' | 'listen';
  readonly partition?: number;
  /** Failures in a row so far, from 1, where tries are counted. */
  readonly attempt?: number;
  readonly error: unknown;
}

export interface ConsumerSettings {
  readonly timing: WorkFeedTiming;
  readonly report: (failure: WorkFeedFailure) => void;
  /** Tests only: while it answers true the consumer is a zombie, that is it neither renews nor notices that its lease ran out. */
  readonly stalled?: (() => boolean) | undefined;
}
