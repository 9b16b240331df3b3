import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@postbode/config';
import { DevelopmentIssuer } from '@postbode/http';
import { createLogger } from '@postbode/observability';
import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { queryServiceParts } from './config.js';
import { startQueryService } from './serve.js';

describe('the query service by itself', () => {
  let test: TestDatabase;
  let directory: string;
  beforeAll(async () => {
    test = await createTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'postbode-query-'));
  });
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  const configWith = (changes: Record<string, string> = {}) =>
    loadConfig(queryServiceParts, {
      DATABASE_URL: test.url,
      POSTBODE_AUTH_MODE: 'development',
      POSTBODE_AUTH_DEVELOPMENT_DIRECTORY: join(directory, 'auth'),
      POSTBODE_VAULT_KEY_FILE: join(directory, 'keys', 'vault.key'),
      POSTBODE_BLOB_DIRECTORY: join(directory, 'blobs'),
      POSTBODE_HTTP_PORT: '0',
      POSTBODE_OPS_PORT: '0',
      ...changes,
    });

  it('starts on an empty database, is ready, answers, and stops', async () => {
    const urls: string[] = [];
    const logger = createLogger({ service: 'test', level: 'info', destination: { write: (line: string) => urls.push(line) } });
    const service = await startQueryService(configWith(), logger);
    const ops = `http://127.0.0.1:${service.opsPort}`;
    expect((await fetch(`${ops}/readyz`)).status).toBe(200);
    const [, url = ''] = /"url":"([^"]+)"/.exec(urls.join('')) ?? [];
    const issuer = await DevelopmentIssuer.open({ directory: join(directory, 'auth'), audience: 'postbode' });
    const token = await issuer.issue({ subject: 'anna', roles: ['reader'], lifetimeSeconds: 60 });
    const answer = await fetch(`${url}/v1/profiles`, { headers: { authorization: `Bearer ${token}` } });
    expect([answer.status, await answer.json()]).toEqual([200, { items: [] }]);
    expect((await fetch(`${url}/v1/profiles`)).status).toBe(401);
    expect(await (await fetch(`${ops}/metrics`)).text()).toMatch(/postbode_content_damaged_total/);
    expect(await service.lifecycle.stop('test')).toBe('clean');
  });

  it('says that it cannot start, and leaves nothing open', async () => {
    const logger = createLogger({ service: 'test', level: 'silent' });
    await expect(startQueryService(configWith({ POSTBODE_VAULT_KEY_FILE: directory }), logger)).rejects.toThrow();
    const { rows } = await test.pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'postbode-query%' AND datname = current_database()`,
    );
    expect(rows).toEqual([]);
  });
});
