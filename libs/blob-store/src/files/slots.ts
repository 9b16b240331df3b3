/** Lets a fixed number of works run at a time; the others wait their turn. */
export class Slots {
  private readonly waiting: (() => void)[] = [];
  private free: number;

  constructor(private readonly total: number) {
    this.free = total;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.take();
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  /** Resolves when all that was asked for before is done. */
  async drained(): Promise<void> {
    await Promise.all(Array.from({ length: this.total }, () => this.take()));
    for (let index = 0; index < this.total; index++) this.release();
  }

  private async take(): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private release(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free++;
    else next();
  }
}
