import { pause } from '@postbode/kernel';
import type { Pool } from '@postbode/postgres';

export const hintChannel = 'event_store_appended';

/** Shortest time between two hints of one process, in milliseconds. */
const spacingMs = 10;

/**
 * Tells other processes, in a statement of its own, that the log has grown: NOTIFY inside the append would take another
 * global lock until commit. Many appends, one hint; a lost hint costs its reader one poll interval.
 */
export class AppendHint {
  #due = false;
  #sending: Promise<void> | undefined;

  constructor(private readonly pool: Pool) {}

  give(): void {
    this.#due = true;
    this.#sending ??= this.#send();
  }

  async settled(): Promise<void> {
    await this.#sending;
  }

  async #send(): Promise<void> {
    while (this.#due) {
      this.#due = false;
      await this.pool.query(`NOTIFY ${hintChannel}`).catch(() => undefined);
      await pause(spacingMs);
    }
    this.#sending = undefined;
  }
}
