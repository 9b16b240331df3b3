import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@postbode/config';
import { allEvents } from '@postbode/domain';
import { exampleProfileId, profileCreatedExample } from '@postbode/domain/testing';
import { EventRegistry, PostgresEventStore } from '@postbode/event-store';
import { createLogger } from '@postbode/observability';
import { ProfileQueries, ReadModelDatabase, ReadModelProgress } from '@postbode/read-model';
import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { projectionServiceParts } from './config.js';
import { startProjectionService } from './serve.js';
import { appendAll } from './testing/append.js';

describe('the projection service by itself', () => {
  let test: TestDatabase;
  let directory: string;
  beforeAll(async () => {
    test = await createTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'postbode-projection-'));
  });
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  const logger = createLogger({ service: 'test', level: 'silent' });
  const configWith = (changes: Record<string, string> = {}) =>
    loadConfig(projectionServiceParts, {
      DATABASE_URL: test.url,
      POSTBODE_VAULT_KEY_FILE: join(directory, 'keys', 'vault.key'),
      POSTBODE_OPS_PORT: '0',
      ...changes,
    });

  it('starts on an empty database, is ready, follows the log, and stops', async () => {
    const service = await startProjectionService(configWith(), logger);
    const ops = `http://127.0.0.1:${service.opsPort}`;
    expect((await fetch(`${ops}/readyz`)).status).toBe(200);
    await using store = await PostgresEventStore.open({ pool: test.pool, codec: new EventRegistry(allEvents) });
    await using database = await ReadModelDatabase.open({ url: test.url });
    await appendAll(store, profileCreatedExample());
    expect(await new ReadModelProgress(database).waitForPosition(await store.head(), 30_000)).toBe(true);
    expect(await new ProfileQueries(database).one(exampleProfileId)).toMatchObject({ name: 'Office' });
    expect(await (await fetch(`${ops}/metrics`)).text()).toMatch(/postbode_read_model_lag_events 0/);
    expect(await service.lifecycle.stop('test')).toBe('clean');
  });

  it('says that it cannot start, and leaves nothing open', async () => {
    await expect(startProjectionService(configWith({ POSTBODE_PARTITIONS: '8' }), logger)).rejects.toMatchObject({
      code: 'work-feed.partition-count-mismatch',
    });
    const { rows } = await test.pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'postbode-projection%' AND datname = current_database()`,
    );
    expect(rows).toEqual([]);
  });
});
