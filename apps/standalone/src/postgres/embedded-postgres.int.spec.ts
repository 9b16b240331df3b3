import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool } from '@postbode/postgres';
import { EmbeddedPostgres } from './embedded-postgres.js';

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const pool = createPool({ connectionString: url, applicationName: 'test', max: 1 });
  try {
    return (await pool.query<object>(sql)).rows;
  } finally {
    await pool.end();
  }
};

describe('the Postgres of our own', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'postbode-embedded-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('keeps its data over a restart, durably and for its owner only', async () => {
    const first = await EmbeddedPostgres.start(directory);
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    expect(await query(first.url, `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS listens`)).toEqual([
      { fsync: 'on', listens: '127.0.0.1' },
    ]);
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    expect((await stat(join(directory, 'postgres.password'))).mode & 0o777).toBe(0o600);

    await using second = await EmbeddedPostgres.start(directory);
    expect(await query(second.url, 'SELECT * FROM kept')).toEqual([{ one: 1 }]);
  });

  it('ends a server that outlived the process that started it', async () => {
    const leftover = await EmbeddedPostgres.start(directory);
    await using next = await EmbeddedPostgres.start(directory);
    expect(next.url).not.toBe(leftover.url);
    await expect(query(leftover.url, 'SELECT 1')).rejects.toThrow();
    expect(await query(next.url, 'SELECT * FROM kept')).toEqual([{ one: 1 }]);
  });
});
