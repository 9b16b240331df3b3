import { streamName } from '@postbode/kernel';
import { createPool } from '@postbode/postgres';
import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { EventIdConflictError, EventStoreUnavailableError } from '../event-store.errors.js';
import type { EventBatch } from '../event-store.js';
import { eventStoreContract } from '../testing/event-store.contract.js';
import { appendSamples, collect, idsOf, sampleEvents, sampleStream } from '../testing/sample-events.js';
import { PostgresEventStore } from './postgres-event-store.js';

describe('PostgresEventStore', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  beforeAll(async () => {
    database = await createTestDatabase();
    store = await PostgresEventStore.open({ pool: database.pool });
  });
  afterAll(async () => {
    await store[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  eventStoreContract('Postgres', () => PostgresEventStore.open({ connectionString: database.url, applicationName: 'contract' }));

  it('refuses an id that is taken in another stream', async () => {
    const events = await appendSamples(store, sampleStream(), 2);
    await expect(store.append(sampleStream(), 'any', events)).rejects.toThrow(EventIdConflictError);
    const late = store.append(sampleStream(), 'any', [...sampleEvents(1), events[1]!]);
    await expect(late).rejects.toMatchObject({ eventId: events[1]!.id });
  });

  it.each([
    `UPDATE event_store.event SET data = '{}'`,
    'DELETE FROM event_store.event WHERE false',
    'TRUNCATE event_store.event',
    `SET session_replication_role = replica; DELETE FROM event_store.event`,
  ])('refuses to change history, also for the owner: %s', async (sql) => {
    const pool = createPool({ connectionString: database.url, applicationName: 'vandal', max: 1 });
    await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501', message: expect.stringContaining('append-only') as string });
    await pool.end();
  });

  it('negative control: without the trigger a superuser changes history', async () => {
    await using database = await createTestDatabase();
    await using store = await PostgresEventStore.open({ pool: database.pool });
    await appendSamples(store, sampleStream(), 3);
    await database.pool.query('ALTER TABLE event_store.event DISABLE TRIGGER event_append_only');
    expect((await database.pool.query('DELETE FROM event_store.event')).rowCount).toBe(3);
  });

  it('leaves nobody but a superuser the right to change history, whatever the trigger does', async () => {
    const { rows } = await database.pool.query<{ acl: string }>(
      `SELECT relacl::text AS acl FROM pg_class WHERE oid = 'event_store.event'::regclass`,
    );
    expect(rows).toEqual([{ acl: expect.stringMatching(/^\{postgres=arxtm?\/postgres\}$/) as string }]);
  });

  it('refuses a session that could lose an append or see an old snapshot', async () => {
    const call = `SELECT event_store.append('a-b', -1, ARRAY[gen_random_uuid()], ARRAY['T'], ARRAY['{}'], ARRAY['{}'])`;
    for (const begin of ['BEGIN; SET LOCAL synchronous_commit = off', 'BEGIN ISOLATION LEVEL REPEATABLE READ']) {
      const client = await database.pool.connect();
      await client.query(begin);
      await expect(client.query(call)).rejects.toMatchObject({ code: '55000' });
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('refuses to open a database with synchronous_commit off', async () => {
    await using careless = await createTestDatabase();
    await careless.pool.query(`ALTER DATABASE ${new URL(careless.url).pathname.slice(1)} SET synchronous_commit = off`);
    const opening = PostgresEventStore.open({ connectionString: careless.url, applicationName: 'careless' });
    await expect(opening).rejects.toMatchObject({ code: 'event-store.unsafe-database', setting: 'synchronous_commit', value: 'off' });
  });

  it('wakes a subscriber of another process by a hint, long before its next look', async () => {
    const options = { connectionString: database.url, applicationName: 'other-process' };
    await using other = await PostgresEventStore.open({ ...options, pollIntervalMs: 600_000 });
    const batches = other.subscribe({ from: await other.head(), signal: AbortSignal.timeout(20_000) });
    const ids: string[] = [];
    for await (const batch of batches) {
      if (batch.events.length > 0) {
        expect(idsOf(batch.events)).toEqual(ids);
        return;
      }
      ids.push(...idsOf(await appendSamples(store, sampleStream(), 1)));
    }
    throw new Error('No hint came.');
  });

  it('finds a rare type behind more events than one statement looks at', async () => {
    for (let n = 0; n < 11; n += 1) await appendSamples(store, streamName('bulk', 'one'), 1_000, 'BulkHappened');
    const [rare] = await appendSamples(store, sampleStream(), 1, 'RareHappened');
    for (const direction of ['forwards', 'backwards'] as const) {
      const found = await collect(store.readAll({ direction, filter: { types: ['RareHappened'] } }));
      expect(idsOf(found)).toEqual([rare!.id]);
    }
    const steps: EventBatch[] = [];
    const stop = new AbortController();
    for await (const batch of store.subscribe({
      from: (await collect(store.readAll({ limit: 1 })))[0]!.position,
      filter: { types: ['RareHappened'] },
      signal: stop.signal,
    })) {
      steps.push(batch);
      if (batch.caughtUp) stop.abort();
    }
    expect(steps.flatMap(({ events }) => idsOf(events))).toEqual([rare!.id]);
    expect(steps.length).toBeGreaterThan(1);
  });

  it('says unavailable, not lost, when the database cannot be reached', async () => {
    const pool = createPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'nowhere' });
    await using nowhere = new PostgresEventStore(pool, { retry: { attempts: 2, baseMs: 1, capMs: 2 } });
    await expect(nowhere.append(sampleStream(), -1, sampleEvents(1))).rejects.toThrow(EventStoreUnavailableError);
    await expect(nowhere.head()).rejects.toThrow(EventStoreUnavailableError);
    await pool.end();
  });
});
