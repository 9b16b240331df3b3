import { fullJitter, pause } from '@postbode/kernel';
import { DatabaseError } from 'pg';
import { EventStoreUnavailableError } from '../event-store.errors.js';

/**
 * Serialization failure, deadlock, connection trouble, shutdown or failover under way, out of connections or of disk,
 * read-only after a failover.
 */
const passingStates = /^(40001|40P01|08...|57P0[1-5]|53...|25006)$/;

const networkCodes = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)$/;

/** How pg says "the connection broke": these errors carry no code. */
const driverMessages =
  /^(Connection terminated|timeout exceeded|Query read timeout|Client (was closed|has encountered a connection error))/;

/** Structural: an error of Node's own may come from another realm, for which `instanceof Error` is false. */
const partsOf = (error: unknown): { code: string; message: string } => {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' };
};

/** Whether the same statement may work in a moment. Says nothing about whether it took effect. */
export const isPassing = (error: unknown): boolean => {
  const { code, message } = partsOf(error);
  if (error instanceof DatabaseError) return passingStates.test(code);
  return networkCodes.test(code) || driverMessages.test(message);
};

/** The statement timeout (57014): rolled back, but the database is too busy for more tries. */
const isOverload = (error: unknown): boolean => error instanceof DatabaseError && error.code === '57014';

export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 8, baseMs: 50, capMs: 2_000 };

/**
 * Repeats `work`, which must be safe to repeat, while its failures are passing ones.
 * @throws EventStoreUnavailableError when they do not pass; any other error as it is, at once
 */
export const retryPassing = async <T>(policy: RetryPolicy, work: () => Promise<T>): Promise<T> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (isOverload(error)) throw new EventStoreUnavailableError(error);
      if (!isPassing(error)) throw error;
      if (attempt + 1 >= policy.attempts) throw new EventStoreUnavailableError(error);
      await pause(fullJitter(attempt, policy.baseMs, policy.capMs));
    }
  }
};
