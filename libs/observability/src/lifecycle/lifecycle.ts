import type { Readiness } from '../health/readiness.js';
import type { Logger } from '../logging/logger.js';

const phases = ['stop-accepting', 'drain', 'close'] as const;
/** In this order: no new work, finish the work there is, close what the work needed. */
export type Phase = (typeof phases)[number];

export interface LifecycleOptions {
  readonly readiness: Readiness;
  readonly logger: Logger;
  /** Milliseconds for everything together. Default 10,000. */
  readonly capMs?: number;
  readonly exit?: (code: number) => void;
}

interface Owned {
  readonly name: string;
  readonly phase: Phase;
  readonly thing: AsyncDisposable;
}

/** Where signals come from; `process`, or an emitter of a test. */
export interface SignalSource {
  on(event: string, listener: (argument: unknown) => void): unknown;
  off(event: string, listener: (argument: unknown) => void): unknown;
}

/**
 * The end of a process, in order: readiness off, stop accepting, drain, close. Within a phase what was registered last
 * ends first. A fault in one ending does not stop the others; what is not done in time is named and left.
 */
export class Lifecycle implements AsyncDisposable {
  private readonly owned: Owned[] = [];
  private stopping: Promise<'clean' | 'forced'> | undefined;

  constructor(private readonly options: LifecycleOptions) {}

  /** Registers something to end. @returns the thing itself */
  own<Thing extends AsyncDisposable>(phase: Phase, name: string, thing: Thing): Thing {
    this.owned.push({ phase, name, thing });
    return thing;
  }

  /** Ends everything, once. Never rejects. */
  stop(reason: string): Promise<'clean' | 'forced'> {
    this.stopping ??= this.stopWithin(reason, this.options.capMs ?? 10_000);
    return this.stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('disposed');
  }

  /**
   * SIGTERM and SIGINT stop the process, also as process 1 of a container, where nothing else would; a second one ends it
   * at once (pitfall 84). So does an error nobody caught: what is left then is not to be trusted.
   */
  handleSignals(source: SignalSource = process): Disposable {
    const exit = this.options.exit ?? ((code: number) => process.exit(code));
    const onSignal = (given: unknown): void => {
      const signal = String(given);
      if (this.stopping !== undefined) {
        this.options.logger.warn({ signal }, 'second signal: ending at once');
        exit(1);
        return;
      }
      void this.stop(signal).then((outcome) => exit(outcome === 'clean' ? 0 : 1));
    };
    const onFault = (err: unknown): void => {
      this.options.logger.fatal({ err }, 'uncaught: ending at once');
      exit(1);
    };
    const listeners: [string, (argument: unknown) => void][] = [
      ['SIGTERM', onSignal],
      ['SIGINT', onSignal],
      ['uncaughtException', onFault],
      ['unhandledRejection', onFault],
    ];
    for (const [event, listener] of listeners) source.on(event, listener);
    return {
      [Symbol.dispose]: () => {
        for (const [event, listener] of listeners) source.off(event, listener);
      },
    };
  }

  private async stopWithin(reason: string, capMs: number): Promise<'clean' | 'forced'> {
    const { logger, readiness } = this.options;
    logger.info({ reason }, 'stopping');
    readiness.turnOff(`stopping: ${reason}`);
    const open = new Set(this.owned.map(({ name }) => name));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'forced'>((resolve) => {
      timer = setTimeout(resolve, capMs, 'forced');
    });
    const outcome = await Promise.race([this.endAll(open), late]);
    clearTimeout(timer);
    if (outcome === 'clean') logger.info('stopped');
    else logger.error({ ms: capMs, name: [...open] }, 'not stopped in time');
    return outcome;
  }

  private async endAll(open: Set<string>): Promise<'clean'> {
    for (const phase of phases) {
      for (const { name, thing } of this.owned.filter((one) => one.phase === phase).reverse()) {
        await this.endOne(phase, name, thing);
        open.delete(name);
      }
    }
    return 'clean';
  }

  private async endOne(phase: Phase, name: string, thing: AsyncDisposable): Promise<void> {
    try {
      await thing[Symbol.asyncDispose]();
    } catch (err) {
      this.options.logger.error({ err, phase, name }, 'could not be ended properly');
    }
  }
}
