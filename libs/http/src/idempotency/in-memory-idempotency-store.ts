import { randomUUID } from 'node:crypto';
import type { Clock } from '@postbode/kernel';
import {
  answerLifetimeSeconds,
  attemptLifetimeSeconds,
  type IdempotencyClaim,
  IdempotencyStore,
  type IdempotentRequest,
  type StoredAnswer,
} from './idempotency-store.js';

interface Entry {
  readonly principal: string;
  readonly fingerprint: string;
  readonly attempt: string;
  readonly startedAt: number;
  readonly answer?: StoredAnswer;
}

/** For tests: forgets everything with its process. */
export class InMemoryIdempotencyStore extends IdempotencyStore {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly clock: Clock) {
    super();
  }

  async claim({ scope, principal, fingerprint }: IdempotentRequest): Promise<IdempotencyClaim> {
    const known = this.entries.get(scope);
    if (known !== undefined && !this.isOver(known, fingerprint)) {
      if (known.fingerprint !== fingerprint) return { kind: 'mismatch' };
      return known.answer === undefined ? { kind: 'in-progress' } : { kind: 'answered', answer: known.answer };
    }
    const attempt = randomUUID();
    this.entries.set(scope, { principal, fingerprint, attempt, startedAt: this.now() });
    return { kind: 'claimed', attempt };
  }

  async complete({ scope }: IdempotentRequest, attempt: string, answer: StoredAnswer): Promise<void> {
    const known = this.entries.get(scope);
    if (known?.attempt === attempt) this.entries.set(scope, { ...known, answer });
  }

  async release({ scope }: IdempotentRequest, attempt: string): Promise<void> {
    const known = this.entries.get(scope);
    if (known?.attempt === attempt && known.answer === undefined) this.entries.delete(scope);
  }

  async purge(): Promise<number> {
    return this.removeWhere((entry) => this.ageSeconds(entry) > answerLifetimeSeconds);
  }

  async forget(principal: string): Promise<number> {
    return this.removeWhere((entry) => entry.principal === principal);
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private ageSeconds(entry: Entry): number {
    return (this.now() - entry.startedAt) / 1000;
  }

  private isOver(entry: Entry, fingerprint: string): boolean {
    if (this.ageSeconds(entry) > answerLifetimeSeconds) return true;
    return entry.answer === undefined && entry.fingerprint === fingerprint && this.ageSeconds(entry) > attemptLifetimeSeconds;
  }

  private removeWhere(matches: (entry: Entry) => boolean): number {
    const doomed = [...this.entries].filter(([, entry]) => matches(entry));
    for (const [scope] of doomed) this.entries.delete(scope);
    return doomed.length;
  }
}
