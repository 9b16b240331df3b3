import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { idempotencyStoreContract } from '../testing/idempotency-store.contract.js';
import { migrateHttp } from './idempotency.migrations.js';
import { PostgresIdempotencyStore } from './postgres-idempotency-store.js';

describe('on Postgres', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await Promise.all([migrateHttp(database.pool), migrateHttp(database.pool)]);
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });

  idempotencyStoreContract('PostgresIdempotencyStore', async () => ({
    store: new PostgresIdempotencyStore(database.pool),
    age: async (seconds) => {
      await database.pool.query('UPDATE http.idempotency SET started_at = started_at - make_interval(secs => $1)', [seconds]);
    },
    async [Symbol.asyncDispose]() {
      await database.pool.query('TRUNCATE http.idempotency');
    },
  }));
});
