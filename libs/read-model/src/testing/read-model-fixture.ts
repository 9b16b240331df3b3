import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { ReadModelDatabase } from '../database/read-model-database.js';
import { entities } from '../entities/index.js';
import { migrateReadModel } from '../migrations/migrate-read-model.js';

export interface ReadModelFixture extends AsyncDisposable {
  readonly test: TestDatabase;
  readonly database: ReadModelDatabase;
  /** Another, empty schema. */
  schema(name: string): Promise<ReadModelDatabase>;
}

/** A migrated read model in a database of its own. */
export const createReadModelFixture = async (): Promise<ReadModelFixture> => {
  const test = await createTestDatabase();
  // Nothing here survives a crash anyway, and a property makes thousands of commits.
  await test.pool.query(`ALTER DATABASE ${new URL(test.url).pathname.slice(1)} SET synchronous_commit = off`);
  const opened: ReadModelDatabase[] = [];
  const schema = async (name: string): Promise<ReadModelDatabase> => {
    await test.pool.query(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
    await migrateReadModel(test.pool, name);
    const database = await ReadModelDatabase.open({ url: test.url, schema: name, poolSize: 5 });
    opened.push(database);
    return database;
  };
  return {
    test,
    schema,
    database: await schema('read_model'),
    async [Symbol.asyncDispose]() {
      for (const database of opened) await database[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
};

/** Every row of every table as JSON, in key order: two of these are equal exactly when the read models are. */
export const contentsOf = async (database: ReadModelDatabase): Promise<Record<string, unknown[]>> => {
  const contents: Record<string, unknown[]> = {};
  for (const entity of entities) {
    const table = database.table(entity);
    const rows = await database.query<{ row: unknown }>(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY to_jsonb(t)::text`);
    contents[table.slice(table.indexOf('.') + 1)] = rows.map(({ row }) => row);
  }
  return contents;
};
