import { randomUUID } from 'node:crypto';
import { createPool, type Pool } from '@postbode/postgres';

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly pool: Pool;
}

/** A fresh, empty database on the run's Postgres (`TEST_POSTGRES_URL`), dropped on dispose. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const adminUrl = process.env['TEST_POSTGRES_URL'];
  if (adminUrl === undefined) throw new Error('No test Postgres: run this spec in a jest project that starts one.');
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const admin = createPool({ connectionString: adminUrl, applicationName: 'test-admin', max: 1 });
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const pool = createPool({ connectionString: url.href, applicationName: 'test', max: 20 });
  return {
    url: url.href,
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
};
