import { pause, randomId } from '@postbode/kernel';
import type { ReadModelDatabase } from '../database/read-model-database.js';

/** Milliseconds. */
export interface LeaseTiming {
  /** How long a leader that fell silent keeps the lead. */
  readonly leaseMs: number;
  readonly renewEveryMs: number;
}

export interface LeaderLeaseOptions {
  readonly database: ReadModelDatabase;
  /** What is led. */
  readonly name: string;
  /** Unique per process, shown to operators. Default: random. */
  readonly holder?: string;
  readonly timing?: LeaseTiming;
  /** Told of database failures, which are waited out. */
  readonly onFailure?: (error: unknown) => void;
}

const defaultTiming: LeaseTiming = { leaseMs: 10_000, renewEveryMs: 3_000 };

/**
 * One active process of several, by a lease row in the database's own time. A row and not a session lock: those vanish
 * silently with their session, and a transaction pooler breaks them (pitfall 5). It spares work, it protects nothing: whatever
 * is led must stay right with two leaders.
 */
export class LeaderLease {
  private readonly holder: string;
  private readonly timing: LeaseTiming;

  constructor(private readonly options: LeaderLeaseOptions) {
    this.holder = options.holder ?? randomId();
    this.timing = options.timing ?? defaultTiming;
  }

  /** Runs `work` whenever this process leads, until the signal aborts. `work` ends when its own signal aborts. */
  async lead(work: (leading: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    const isStopped = (): boolean => signal.aborted;
    while (!isStopped()) {
      if ((await this.tryTake()) === 'ours') await this.term(work, signal);
      else await pause(this.timing.renewEveryMs, signal);
    }
  }

  private async term(work: (leading: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    const lost = new AbortController();
    const leading = AbortSignal.any([signal, lost.signal]);
    const renewing = this.renewWhile(leading, () => lost.abort());
    try {
      await work(leading);
    } finally {
      lost.abort();
      await renewing;
      await this.giveBack();
    }
  }

  private async renewWhile(leading: AbortSignal, lose: () => void): Promise<void> {
    let validUntil = performance.now() + this.timing.leaseMs;
    const isLeading = (): boolean => !leading.aborted;
    for (;;) {
      await pause(this.timing.renewEveryMs, leading);
      if (!isLeading()) return;
      const asked = performance.now();
      const lease = await this.tryTake();
      if (lease === 'ours') validUntil = asked + this.timing.leaseMs;
      else if (lease === 'theirs' || performance.now() + this.timing.renewEveryMs > validUntil) {
        lose();
        return;
      }
    }
  }

  /** Takes a free or expired lease, or renews our own. */
  private async tryTake(): Promise<'ours' | 'theirs' | 'unknown'> {
    try {
      const rows = await this.options.database.query(
        `INSERT INTO telemetry.leader_lease AS lease (name, holder, expires_at)
           VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
         ON CONFLICT (name) DO UPDATE SET holder = $2, expires_at = excluded.expires_at
           WHERE lease.holder = $2 OR lease.expires_at < clock_timestamp()
         RETURNING name`,
        [this.options.name, this.holder, this.timing.leaseMs],
      );
      return rows.length > 0 ? 'ours' : 'theirs';
    } catch (error) {
      this.options.onFailure?.(error);
      return 'unknown';
    }
  }

  private async giveBack(): Promise<void> {
    await this.options.database
      .query(`DELETE FROM telemetry.leader_lease WHERE name = $1 AND holder = $2 RETURNING name`, [this.options.name, this.holder])
      .catch((error: unknown) => this.options.onFailure?.(error));
  }
}
