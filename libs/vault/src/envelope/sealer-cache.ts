import type { AesGcmSealer } from '../sealing/aes-gcm-sealer.js';

export interface SealerCacheOptions {
  /** Sealers kept at most; the one used longest ago goes first. Default 10,000. */
  readonly maxSealers?: number;
  /** Milliseconds an unwrapped key is kept. Default 5 minutes. */
  readonly maxAgeMs?: number;
  /** Milliseconds on a clock that never steps back. For tests. */
  readonly monotonicNow?: () => number;
}

interface Entry {
  readonly sealer: Promise<AesGcmSealer>;
  readonly expiresAt: number;
}

const sweepEveryMs = 30_000;

/**
 * Unwrapped data keys. An entry that leaves by age or by the cap is only let go, since a batch may be sealing with it; one that is
 * dropped is closed, and whoever still holds it can seal nothing more.
 */
export class SealerCache implements AsyncDisposable {
  private readonly entries = new Map<string, Entry>();
  private readonly maxSealers: number;
  private readonly maxAgeMs: number;
  private readonly monotonicNow: () => number;
  private readonly sweeper: NodeJS.Timeout;

  constructor(options: SealerCacheOptions = {}) {
    this.maxSealers = options.maxSealers ?? 10_000;
    this.maxAgeMs = options.maxAgeMs ?? 5 * 60_000;
    this.monotonicNow = options.monotonicNow ?? (() => performance.now());
    this.sweeper = setInterval(() => this.sweep(), sweepEveryMs).unref();
  }

  get size(): number {
    return this.entries.size;
  }

  /** Calls that come while `load` runs share its result; its failure is not kept. */
  get(owner: string, load: () => Promise<AesGcmSealer>): Promise<AesGcmSealer> {
    const known = this.entries.get(owner);
    const entry = known !== undefined && known.expiresAt > this.monotonicNow() ? known : this.loaded(owner, load);
    this.entries.delete(owner);
    this.entries.set(owner, entry);
    this.evictOldest();
    return entry.sealer;
  }

  async drop(owner: string): Promise<void> {
    const entry = this.entries.get(owner);
    this.entries.delete(owner);
    await entry?.sealer.then(
      (sealer) => sealer[Symbol.dispose](),
      () => undefined,
    );
  }

  /** Lets go of what is too old; runs by itself every 30 s. */
  sweep(): void {
    const now = this.monotonicNow();
    for (const [owner, entry] of this.entries) if (entry.expiresAt <= now) this.entries.delete(owner);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.sweeper);
    await Promise.all([...this.entries.keys()].map((owner) => this.drop(owner)));
  }

  private loaded(owner: string, load: () => Promise<AesGcmSealer>): Entry {
    const entry = { sealer: load(), expiresAt: this.monotonicNow() + this.maxAgeMs };
    entry.sealer.catch(() => {
      if (this.entries.get(owner) === entry) this.entries.delete(owner);
    });
    return entry;
  }

  private evictOldest(): void {
    for (const owner of this.entries.keys()) {
      if (this.entries.size <= this.maxSealers) return;
      this.entries.delete(owner);
    }
  }
}
