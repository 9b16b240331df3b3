import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import type { Pool } from '@postbode/postgres';
import { collect, idsOf, sampleEvents, sampleStream } from '../testing/sample-events.js';
import { EventStoreUnavailableError } from '../event-store.errors.js';
import { PostgresEventStore } from './postgres-event-store.js';

const connectionLost = (): Error => new Error('Connection terminated unexpectedly');

/** A pool whose appends lose their connection: before the database did anything, or after it committed. */
const losing = (pool: Pool, when: 'before commit' | 'after commit', times: number): Pool => {
  let left = times;
  const query = async (statement: { name?: string }, ...rest: unknown[]): Promise<unknown> => {
    const lose = (statement.name?.startsWith('event-store-append') ?? false) && left-- > 0;
    if (lose && when === 'before commit') throw connectionLost();
    const result = await (pool.query as (...values: unknown[]) => Promise<unknown>)(statement, ...rest);
    if (lose) throw connectionLost();
    return result;
  };
  return new Proxy(pool, { get: (target, key) => (key === 'query' ? query : (Reflect.get(target, key) as unknown)) });
};

describe('losing the connection', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await (await PostgresEventStore.open({ pool: database.pool }))[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });
  const retry = { attempts: 4, baseMs: 1, capMs: 2 };

  it.each([
    ['before commit', false],
    ['after commit', true],
  ] as const)('%s: the append is there once, and its writer knows', async (when, duplicate) => {
    await using store = new PostgresEventStore(losing(database.pool, when, 2), { retry });
    const stream = sampleStream();
    const events = sampleEvents(3);
    expect(await store.append(stream, -1, events)).toMatchObject({ revision: 2, duplicate });
    expect(idsOf(await collect(store.readStream(stream)))).toEqual(idsOf(events));
  });

  it('gives up in the end, and the same append may be tried again', async () => {
    await using store = new PostgresEventStore(losing(database.pool, 'after commit', retry.attempts), { retry });
    const stream = sampleStream();
    const events = sampleEvents(2);
    await expect(store.append(stream, -1, events)).rejects.toThrow(EventStoreUnavailableError);
    expect(await store.append(stream, -1, events)).toMatchObject({ revision: 1, duplicate: true });
    expect(await collect(store.readStream(stream))).toHaveLength(2);
  });

  it('really, again and again, while writing and following: nothing lost, nothing doubled', async () => {
    const options = { connectionString: database.url, applicationName: 'unlucky', pollIntervalMs: 50 };
    await using store = await PostgresEventStore.open(options);
    const from = await store.head();
    const stop = AbortSignal.timeout(40_000);
    const appends = 60;
    const seen: string[] = [];
    const following = (async () => {
      for await (const { events } of store.subscribe({ from, signal: stop })) {
        seen.push(...idsOf(events));
        if (seen.length >= appends * 2) return;
      }
    })();
    const written: string[] = [];
    for (let n = 0; n < appends; n += 1) {
      const events = sampleEvents(2);
      const appending = store.append(sampleStream(), -1, events);
      if (n % 3 === 0)
        await database.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'unlucky'`);
      await appending;
      written.push(...idsOf(events));
    }
    await following;
    expect(seen).toEqual(written);
  });
});
