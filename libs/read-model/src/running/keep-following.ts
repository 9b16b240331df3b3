import { fullJitter, pause, type Position } from '@postbode/kernel';

export interface FollowProgress {
  /** Events handled since the last report. */
  readonly events: number;
  readonly position: Position;
  /** True when nothing more was in the log. */
  readonly caughtUp: boolean;
}

/** For metrics, logs and readiness. Must not throw. */
export interface FollowObserver {
  /** After each batch. */
  applied?(follower: string, progress: FollowProgress): void;
  /** It is tried again; `attempt` counts failures in a row from 1. A `PoisonEventError` names the event that is to blame. */
  failed?(follower: string, failure: { readonly error: unknown; readonly attempt: number }): void;
}

/** Milliseconds: first and longest ceiling of the full-jitter back-off. */
export interface FollowRetry {
  readonly baseMs: number;
  readonly capMs: number;
}

export interface Following {
  readonly name: string;
  /** Begins at its own checkpoint every time it is called; ends when the signal aborts. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<FollowProgress>;
  readonly observer?: FollowObserver | undefined;
  /** Default 100 and 30,000. */
  readonly retry?: FollowRetry | undefined;
}

/** The one way anything follows the log: until the signal aborts, never rejecting, starting over after a failure. */
export const keepFollowing = async (following: Following, signal: AbortSignal): Promise<void> => {
  const { name, follow, observer, retry = { baseMs: 100, capMs: 30_000 } } = following;
  const isStopped = (): boolean => signal.aborted;
  for (let failures = 0; !isStopped();) {
    try {
      for await (const progress of follow(signal)) {
        failures = 0;
        observer?.applied?.(name, progress);
      }
    } catch (error) {
      failures += 1;
      observer?.failed?.(name, { error, attempt: failures });
      await pause(fullJitter(failures, retry.baseMs, retry.capMs), signal);
    }
  }
};
