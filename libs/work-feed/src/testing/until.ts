import { pause } from '@postbode/kernel';

/** Waits until it is true, for at most half a minute: generous, for machines under load. */
export const until = async (what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 30_000;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`Not within 30 seconds: ${what}.`);
    await pause(10);
  }
};
