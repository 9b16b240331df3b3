/** The one source of time. Deciders never ask it: time arrives inside the command. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** For tests: stands still until moved. */
export class ManualClock extends Clock {
  constructor(private instant = new Date('2026-01-01T00:00:00.000Z')) {
    super();
  }

  now(): Date {
    return new Date(this.instant);
  }

  /** @param ms milliseconds, may be negative: clocks do step back (pitfall 82) */
  advance(ms: number): void {
    this.instant = new Date(this.instant.getTime() + ms);
  }
}
