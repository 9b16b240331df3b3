import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@postbode/config';
import { createLogger } from '@postbode/observability';
import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { syncWorkerParts } from './config.js';
import { startSyncWorker } from './serve.js';

describe('the sync worker by itself', () => {
  let test: TestDatabase;
  let directory: string;
  beforeAll(async () => {
    test = await createTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'postbode-worker-'));
  });
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  it('starts on an empty database, owns every partition while alone, and gives them back', async () => {
    const config = loadConfig(syncWorkerParts, {
      DATABASE_URL: test.url,
      POSTBODE_VAULT_KEY_FILE: join(directory, 'keys', 'vault.key'),
      POSTBODE_BLOB_DIRECTORY: join(directory, 'blobs'),
      POSTBODE_PARTITIONS: '8',
      POSTBODE_WORKER_ID: 'worker-a',
      POSTBODE_OPS_PORT: '0',
    });
    const service = await startSyncWorker(config, createLogger({ service: 'test', level: 'silent' }));
    const owned = async (): Promise<bigint | undefined> =>
      (await test.pool.query<{ count: bigint }>(`SELECT count(*) FROM work_feed.partition WHERE owner LIKE 'worker-a%'`)).rows[0]?.count;
    for (let tries = 0; tries < 200 && (await owned()) !== 8n; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await owned()).toBe(8n);
    expect((await fetch(`http://127.0.0.1:${service.opsPort}/readyz`)).status).toBe(200);
    expect(await service.lifecycle.stop('test')).toBe('clean');
    expect(await owned()).toBe(0n);
  });
});
