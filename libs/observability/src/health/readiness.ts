import { pause } from '@postbode/kernel';
import { safeError } from '../logging/safe-error.js';

/** Resolves when well; a rejection says what is wrong. */
export type Probe = () => void | Promise<void>;

export interface CheckReport {
  readonly name: string;
  /** `required`: without it the process is not ready. `advisory`: it goes on, degraded. */
  readonly kind: 'required' | 'advisory';
  readonly ok: boolean;
  readonly reason?: string;
}

export interface ReadinessReport {
  readonly status: 'ready' | 'degraded' | 'not-ready';
  readonly checks: readonly CheckReport[];
}

interface Check {
  readonly name: string;
  readonly kind: CheckReport['kind'];
  readonly probe: Probe;
}

/** Says in words of ours what is wrong; anything else is reported by its type only. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}

const reasonOf = (error: unknown): string => {
  if (error instanceof NotReadyError) return error.message;
  const { type, code } = safeError(error);
  return code ?? type;
};

/**
 * Whether this process can do its work: its own database, its own key file. Never ask a customer's mail server here: one
 * that is down would take us out of service (pitfall 85).
 */
export class Readiness {
  private readonly checks: Check[] = [];
  private off: string | undefined;
  private running: Promise<ReadinessReport> | undefined;

  /** @param timeoutMs for one probe */
  constructor(private readonly timeoutMs = 2000) {}

  require(name: string, probe: Probe): void {
    this.checks.push({ name, kind: 'required', probe });
  }

  advise(name: string, probe: Probe): void {
    this.checks.push({ name, kind: 'advisory', probe });
  }

  /** From now on not ready, whatever the checks say: the first step of stopping. */
  turnOff(reason: string): void {
    this.off ??= reason;
  }

  /** Callers at the same time share one run of the probes. */
  report(): Promise<ReadinessReport> {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run(): Promise<ReadinessReport> {
    const reports = await Promise.all(this.checks.map((check) => this.runOne(check)));
    const checks =
      this.off === undefined ? reports : [{ name: 'process', kind: 'required' as const, ok: false, reason: this.off }, ...reports];
    const failed = checks.filter(({ ok }) => !ok);
    return { status: failed.length === 0 ? 'ready' : failed.some(({ kind }) => kind === 'required') ? 'not-ready' : 'degraded', checks };
  }

  private async runOne({ name, kind, probe }: Check): Promise<CheckReport> {
    const over = new AbortController();
    const late = pause(this.timeoutMs, over.signal).then(() => {
      throw new NotReadyError(`no answer within ${this.timeoutMs} ms`);
    });
    const answer = Promise.resolve().then(probe);
    try {
      await Promise.race([answer, late]);
      return { name, kind, ok: true };
    } catch (error) {
      return { name, kind, ok: false, reason: reasonOf(error) };
    } finally {
      over.abort();
      await late.catch(() => undefined);
      answer.catch(() => undefined);
    }
  }
}
