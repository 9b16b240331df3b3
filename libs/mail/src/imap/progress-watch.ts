export interface ProgressLimits {
  /** Milliseconds. */
  readonly stallMs: number;
  /** Bytes that must come in every `stallMs`. */
  readonly stallBytes: number;
  /** Bytes that may come without anything we asked for being complete. */
  readonly maxUselessBytes: number;
}

/**
 * Watches that a long answer gets on: some bytes in every period, and something useful every so many bytes. A period the
 * consumer spent mostly on what it got says nothing about the server.
 */
export class ProgressWatch implements Disposable {
  private readonly timer: NodeJS.Timeout;
  private judging: NodeJS.Immediate | undefined;
  private bytesAtPeriod: number;
  private bytesAtUseful: number;
  private parkedAt: number | undefined;
  private parkedMs = 0;

  constructor(
    private readonly received: () => number,
    private readonly limits: ProgressLimits,
    private readonly onStall: (kind: 'slow' | 'useless') => void,
  ) {
    this.bytesAtPeriod = this.bytesAtUseful = received();
    // After a busy event loop the timer comes first and the bytes that lie ready second: judge when both had their turn.
    this.timer = setInterval(() => (this.judging = setImmediate(() => this.judge())), limits.stallMs);
  }

  /** Something asked for is complete, and the consumer has the word. */
  park(): void {
    this.parkedAt = performance.now();
    this.bytesAtUseful = this.received();
  }

  resume(): void {
    this.parkedMs += performance.now() - (this.parkedAt ?? performance.now());
    this.parkedAt = undefined;
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    clearImmediate(this.judging);
  }

  private judge(): void {
    const bytes = this.received();
    const consumersPeriod = this.parkedAt !== undefined || this.parkedMs > this.limits.stallMs / 2;
    if (bytes - this.bytesAtUseful > this.limits.maxUselessBytes) this.onStall('useless');
    else if (!consumersPeriod && bytes - this.bytesAtPeriod < this.limits.stallBytes) this.onStall('slow');
    this.bytesAtPeriod = bytes;
    this.parkedMs = 0;
  }
}
