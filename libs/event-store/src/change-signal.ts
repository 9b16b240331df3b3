/** Wakes readers that have reached the end of the log. A wake-up is a hint: a reader also looks by itself, now and then. */
export class ChangeSignal {
  readonly #waiting = new Set<() => void>();
  #generation = 0;

  /** Read it before looking at the log and give it to {@link wait}, so that a change in between is not slept through. */
  get generation(): number {
    return this.#generation;
  }

  wake(): void {
    this.#generation += 1;
    for (const resume of [...this.#waiting]) resume();
  }

  /** Resolves at the first change after `seen`, after `ms` milliseconds, or when the signal aborts; never rejects. */
  wait(seen: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.#generation !== seen || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', resume);
        this.#waiting.delete(resume);
        resolve();
      };
      const timer = setTimeout(resume, ms);
      signal.addEventListener('abort', resume, { once: true });
      this.#waiting.add(resume);
    });
  }
}
