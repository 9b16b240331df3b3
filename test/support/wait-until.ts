import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks until the answer is neither undefined nor false, and gives it.
 * @param limitMs after which it throws, telling `what` was waited for and the last failure
 * @param everyMs between two questions
 */
export const waitUntil = async <T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 30_000,
  everyMs = 50,
): Promise<T> => {
  const end = Date.now() + limitMs;
  for (let last: unknown = 'not yet'; ;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`Waited ${limitMs} ms in vain: ${what} (${String(last)})`);
    await delay(everyMs);
  }
};
