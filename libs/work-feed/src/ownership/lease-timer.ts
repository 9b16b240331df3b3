/**
 * Tells, by the local monotonic clock only, whether a lease may be relied on. A renewal counts from *before* its query was sent, and the
 * safety margin comes off, so that this side always stops first. A machine that was asleep finds out late: that is what epochs are for.
 */
export class LeaseTimer implements Disposable {
  private deadline = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly validMs: number,
    private readonly onExpired: () => void,
  ) {}

  isValid(): boolean {
    return performance.now() < this.deadline;
  }

  /** @param sentAt `performance.now()` before the renewing query */
  renewed(sentAt: number): void {
    this.deadline = Math.max(this.deadline, sentAt + this.validMs);
    this.watch();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer);
    this.deadline = -Infinity;
  }

  private watch(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.isValid() ? this.watch() : this.onExpired()), Math.max(0, this.deadline - performance.now()));
  }
}
