import type { Pool } from '@postbode/postgres';
import { Loop } from '../ownership/loop.js';
import type { Hint } from '../ownership/partition-ledger.js';

const channel = 'work_feed';

/**
 * LISTEN on a connection of its own, replaced when it breaks; NOTIFY outside any transaction. A lost hint costs one polling interval.
 */
export class PostgresHints implements AsyncDisposable {
  private readonly listeners = new Set<(hint: Hint) => void>();
  private readonly loop: Loop;
  private hangUp: () => void = () => undefined;
  private started = false;

  constructor(
    private readonly pool: Pool,
    failed: (error: unknown) => void,
  ) {
    this.loop = new Loop(500, () => this.listen(), failed);
  }

  subscribe(listener: (hint: Hint) => void): Disposable {
    this.listeners.add(listener);
    if (!this.started) this.loop.start();
    this.started = true;
    return { [Symbol.dispose]: () => this.listeners.delete(listener) };
  }

  /** Never fails: what it hints at has been committed already. */
  async notify(hint: Hint): Promise<void> {
    await this.pool.query('SELECT pg_notify($1, $2)', [channel, hint]).catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = this.loop.stop();
    this.hangUp();
    await stopped;
  }

  private async listen(): Promise<void> {
    const client = await this.pool.connect();
    try {
      const ended = new Promise<void>((resolve, reject) => {
        this.hangUp = resolve;
        client.on('error', reject).on('end', resolve);
      });
      ended.catch(() => undefined);
      client.on('notification', ({ payload }) => this.hear(payload === 'share' ? 'share' : 'items'));
      await client.query(`LISTEN ${channel}`);
      this.hear('share');
      this.hear('items');
      if (!this.loop.stopped) await ended;
    } finally {
      this.hangUp = () => undefined;
      client.release(true);
    }
  }

  private hear(hint: Hint): void {
    for (const listener of this.listeners) listener(hint);
  }
}
