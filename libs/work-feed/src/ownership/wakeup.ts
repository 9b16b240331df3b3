import { pause } from '@postbode/kernel';

/** Lets one loop sleep until a time is over or someone calls; calls while it is not asleep are kept, as one. */
export class Wakeup {
  private called = new AbortController();

  wake(): void {
    this.called.abort();
  }

  /** @param ms milliseconds at most */
  async sleep(ms: number): Promise<void> {
    await pause(ms, this.called.signal);
    this.called = new AbortController();
  }
}
