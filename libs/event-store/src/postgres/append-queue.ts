import { sqlStateOf, type Pool } from '@postbode/postgres';
import { appendStatement, type AppendRequest, type AppendRow } from './append-statement.js';
import { retryPassing, type RetryPolicy } from './database-failure.js';

interface PendingAppend extends AppendRequest {
  readonly resolve: (row: AppendRow) => void;
  readonly reject: (error: unknown) => void;
}

/** Bounds of one shared transaction: it holds the append lock. */
const limits = { appends: 32, events: 1_000 };

/** Client-side guard over the pool's statement timeout, for a connection that went silent. Milliseconds. */
const queryTimeoutMs = 40_000;

/**
 * Group commit: the append lock is held until the commit is on disk, so appends of one process that arrive while one is under
 * way share the next transaction. Measured on 2 cores, one event an append: 16 writers 900-2,700 -> 5,500 appends/s,
 * 64 writers 2,800 -> 12,900; one writer alone is unchanged.
 */
export class AppendQueue {
  #pending: PendingAppend[] = [];
  #running: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly retry: RetryPolicy,
  ) {}

  /** Resolves when the append's outcome is durable. */
  submit(request: AppendRequest): Promise<AppendRow> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ ...request, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is under way. */
  async drained(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#pending.length > 0) await this.#settle(this.#takeGroup());
    this.#running = undefined;
  }

  #takeGroup(): PendingAppend[] {
    let events = 0;
    let count = 0;
    for (const append of this.#pending.slice(0, limits.appends)) {
      events += append.events.length;
      if (count > 0 && events > limits.events) break;
      count += 1;
    }
    return this.#pending.splice(0, count);
  }

  async #settle(group: readonly PendingAppend[]): Promise<void> {
    try {
      const rows = await this.#execute(group);
      group.forEach((append, index) => {
        const row = rows[index];
        if (row === undefined) append.reject(new Error('The append function gave no answer.'));
        else append.resolve(row);
      });
    } catch (error) {
      // One taken id fails the shared transaction: nobody else may suffer from it.
      if (group.length > 1 && sqlStateOf(error) === '23505') for (const append of group) await this.#settle([append]);
      else for (const append of group) append.reject(error);
    }
  }

  /**
   * A connection lost under way leaves the outcome unknown. Trying again is the way to learn it: the function looks the event
   * ids up under the lock, behind which an abandoned call has committed by then, or will find its ids taken.
   */
  async #execute(group: readonly AppendRequest[]): Promise<readonly AppendRow[]> {
    const statement = { ...appendStatement(group), query_timeout: queryTimeoutMs };
    return retryPassing(this.retry, async () => (await this.pool.query<AppendRow>(statement)).rows);
  }
}
