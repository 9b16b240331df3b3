import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { migrate } from './migrate.js';

describe('migrate', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });

  const first = { name: '0001-thing', sql: 'CREATE TABLE thing (id int)' };

  it('applies each migration once, also when many processes start together', async () => {
    await Promise.all(Array.from({ length: 8 }, () => migrate(database.pool, 'things', [first])));
    await migrate(database.pool, 'things', [first, { name: '0002-other', sql: 'ALTER TABLE thing ADD other int' }]);
    const { rows } = await database.pool.query<{ count: bigint }>('SELECT count(*) FROM postbode_migration');
    expect(rows).toEqual([{ count: 2n }]);
  });

  it('refuses a migration whose text changed after it was applied', async () => {
    await expect(migrate(database.pool, 'things', [{ ...first, sql: 'CREATE TABLE thing (id bigint)' }])).rejects.toThrow(
      'things/0001-thing was changed',
    );
  });
});
