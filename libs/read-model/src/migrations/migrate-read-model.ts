import { createHash } from 'node:crypto';
import { inTransaction, migrate, type Migration, type Pool, type PoolClient } from '@postbode/postgres';
import { checkedSchema, liveSchema } from '../database/data-source.js';
import { readModelMigrations } from './read-model.migrations.js';
import { telemetryMigrations } from './telemetry.migrations.js';

/** 'read' as a number: replicas started together take turns. */
const migrationLock = 0x72656164;

const checksum = (sql: string): string => createHash('sha256').update(sql).digest('hex');

const applyMissing = async (client: PoolClient, schema: string, migrations: readonly Migration[]): Promise<void> => {
  const { rows } = await client.query<{ name: string; checksum: string }>('SELECT name, checksum FROM migration');
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  for (const { name, sql } of migrations) {
    const known = applied.get(name);
    if (known === checksum(sql)) continue;
    if (known !== undefined) throw new Error(`The migration ${schema}/${name} was changed after it was applied.`);
    await client.query(sql);
    await client.query('INSERT INTO migration (name, checksum) VALUES ($1, $2)', [name, checksum(sql)]);
  }
};

const migrateSchema = (pool: Pool, schema: string): Promise<void> =>
  inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await client.query(`SET LOCAL search_path TO ${schema}`);
    await client.query('CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, checksum text NOT NULL)');
    await applyMissing(client, schema, readModelMigrations);
  });

/**
 * Brings one schema of read models up to date, and the telemetry beside it. What was applied is remembered inside the
 * schema, so that it moves along when a rebuilt schema takes the live one's name. Safe from many processes at once.
 */
export const migrateReadModel = async (pool: Pool, schema: string = liveSchema): Promise<void> => {
  await migrateSchema(pool, checkedSchema(schema));
  await migrate(pool, 'telemetry', telemetryMigrations);
};
