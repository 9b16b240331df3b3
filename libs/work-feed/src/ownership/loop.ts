import { Wakeup } from './wakeup.js';

/** After a failed step the next try comes at the latest after this many milliseconds. */
const retryMs = 500;

/** Repeats one step, never overlapping itself: every so often, and soon after being woken. */
export class Loop {
  private readonly wakeup = new Wakeup();
  private done: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(
    private readonly everyMs: number,
    private readonly step: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  get stopped(): boolean {
    return this.ended;
  }

  start(): void {
    this.done = this.run();
  }

  wake(): void {
    this.wakeup.wake();
  }

  /** Resolves when the step in progress has ended. */
  stop(): Promise<void> {
    this.ended = true;
    this.wake();
    return this.done;
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      const sleepMs = (await this.stepped()) ? this.everyMs : Math.min(this.everyMs, retryMs);
      if (!this.stopped) await this.wakeup.sleep(sleepMs);
    }
  }

  private async stepped(): Promise<boolean> {
    try {
      await this.step();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }
}
