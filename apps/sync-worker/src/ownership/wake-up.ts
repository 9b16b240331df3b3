/** Remembers that something happened, and ends whatever wait is going on. */
export class WakeUp {
  private controller = new AbortController();
  private rung = false;

  ring(): void {
    this.rung = true;
    this.controller.abort();
  }

  /** Whether it rang since the last call; waits started afterwards end at the next ring. */
  take(): boolean {
    const rung = this.rung;
    this.rung = false;
    if (this.controller.signal.aborted) this.controller = new AbortController();
    return rung;
  }

  /** Aborts at the next ring, or has already. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }
}
