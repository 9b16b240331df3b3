import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@postbode/config';
import { createLogger } from '@postbode/observability';
import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { commandServiceParts } from './config.js';
import { startCommandService } from './serve.js';

describe('the command service by itself', () => {
  let test: TestDatabase;
  let directory: string;
  beforeAll(async () => {
    test = await createTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'postbode-commands-'));
  });
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  it('starts on an empty database, is ready, and stops cleanly', async () => {
    const config = loadConfig(commandServiceParts, {
      DATABASE_URL: test.url,
      POSTBODE_AUTH_MODE: 'development',
      POSTBODE_AUTH_DEVELOPMENT_DIRECTORY: join(directory, 'auth'),
      POSTBODE_VAULT_KEY_FILE: join(directory, 'keys', 'vault.key'),
      POSTBODE_HTTP_PORT: '0',
      POSTBODE_OPS_PORT: '0',
    });
    const service = await startCommandService(config, createLogger({ service: 'test', level: 'silent' }));
    const ready = await fetch(`http://127.0.0.1:${service.opsPort}/readyz`);
    expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([200, 'ready']);
    expect(await service.lifecycle.stop('test')).toBe('clean');
  });

  it('refuses to start on a database that could lose what it confirmed', async () => {
    const { rows } = await test.pool.query<{ name: string }>('SELECT current_database() AS name');
    await test.pool.query(`ALTER DATABASE ${rows[0]?.name ?? ''} SET synchronous_commit = off`);
    const config = loadConfig(commandServiceParts, {
      DATABASE_URL: test.url,
      POSTBODE_AUTH_MODE: 'development',
      POSTBODE_VAULT_KEY_FILE: join(directory, 'keys', 'vault.key'),
    });
    const start = startCommandService(config, createLogger({ service: 'test', level: 'silent' }));
    await expect(start).rejects.toThrow(/synchronous_commit/);
  });
});
