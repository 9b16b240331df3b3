import { fullJitter, pause } from '@postbode/kernel';
import type { Pool } from '@postbode/postgres';
import { Client } from 'pg';
import type { ChangeSignal } from '../change-signal.js';
import { hintChannel } from './append-hint.js';

/** Listens for hints on a connection of its own, as long as it takes: a broken connection is replaced. */
export class HintListener implements AsyncDisposable {
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly changes: ChangeSignal,
  ) {}

  /** Does nothing when it listens already. */
  start(): void {
    this.#running ??= this.#run(this.#closing.signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      if (await this.#listen(signal)) failures = 0;
      await pause(fullJitter(failures, 100, 10_000), signal);
    }
  }

  /** Until the connection breaks or the signal aborts; false when it was never made. */
  async #listen(signal: AbortSignal): Promise<boolean> {
    const client = new Client(this.pool.options);
    let onEnd = (): void => undefined;
    const ended = new Promise<void>((resolve) => (onEnd = resolve));
    client.once('end', onEnd).on('error', onEnd);
    signal.addEventListener('abort', onEnd);
    client.on('notification', () => this.changes.wake());
    try {
      await client.connect();
      await client.query(`LISTEN ${hintChannel}`);
      this.changes.wake(); // hints may have been lost before
      await ended;
      return true;
    } catch {
      return false;
    } finally {
      signal.removeEventListener('abort', onEnd);
      await client.end().catch(() => undefined);
    }
  }
}
