import type { FollowProgress } from '@postbode/read-model';

/** Something that follows the log for ever, each time from where it had come. */
export interface Follower {
  readonly name: string;
  follow(signal: AbortSignal): AsyncIterable<FollowProgress>;
}
