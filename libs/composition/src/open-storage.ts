import { FileBlobStore } from '@postbode/blob-store';
import type { configParts, ConfigOf } from '@postbode/config';
import { allEvents } from '@postbode/domain';
import { EventRegistry, PostgresEventStore } from '@postbode/event-store';
import { createPool, type Pool } from '@postbode/postgres';
import { migrateReadModel, ReadModelDatabase } from '@postbode/read-model';
import { FileKeyProvider, migrateVault, PostgresVault } from '@postbode/vault';
import { PostgresWorkFeed } from '@postbode/work-feed';
import type { ServiceFrame } from './service-frame.js';

type Config = ConfigOf<typeof configParts>;

/** Milliseconds: files of writes that never finished are older than this when they are cleared away. */
const leftoverAgeMs = 3_600_000;

/** One pool for the event store, the vault and the work feed of a process; closed last. */
export const openPool = ({ url, poolSize }: Config['database'], applicationName: string, { lifecycle, readiness }: ServiceFrame): Pool => {
  const pool = createPool({ connectionString: url, applicationName, max: poolSize });
  lifecycle.own('close', 'pool', { [Symbol.asyncDispose]: () => pool.end() });
  readiness.require('database', async () => {
    await pool.query('SELECT 1');
  });
  return pool;
};

export const openEventStore = async (pool: Pool, { lifecycle, logger }: ServiceFrame): Promise<PostgresEventStore> => {
  const onSubscriptionFailure = (err: unknown): void => logger.warn({ err }, 'the log could not be read for a moment');
  const store = await PostgresEventStore.open({ pool, codec: new EventRegistry(allEvents), onSubscriptionFailure });
  return lifecycle.own('close', 'event store', store);
};

export const openVault = async (
  pool: Pool,
  { keyFile, whenAbsent }: Config['vault'],
  { lifecycle }: ServiceFrame,
): Promise<PostgresVault> => {
  await migrateVault(pool);
  const keys = await FileKeyProvider.open({ path: keyFile, whenAbsent });
  return lifecycle.own('close', 'vault', new PostgresVault(pool, keys));
};

export const openWorkFeed = async (
  pool: Pool,
  { partitions }: Config['workFeed'],
  { lifecycle, logger }: ServiceFrame,
): Promise<PostgresWorkFeed> => {
  const onFailure = ({ during, error }: { during: string; error: unknown }): void =>
    logger.warn({ during, err: error }, 'the work feed failed for a moment');
  return lifecycle.own('close', 'work feed', await PostgresWorkFeed.open({ pool, partitions, onFailure }));
};

export const openReadModel = async (
  pool: Pool,
  { url, poolSize }: Config['database'],
  applicationName: string,
  { lifecycle }: ServiceFrame,
): Promise<ReadModelDatabase> => {
  await migrateReadModel(pool);
  return lifecycle.own('close', 'read model', await ReadModelDatabase.open({ url, applicationName, poolSize }));
};

export const openBlobStore = async ({ directory }: Config['blobs'], { lifecycle }: ServiceFrame): Promise<FileBlobStore> => {
  const blobs = lifecycle.own('close', 'blob store', await FileBlobStore.open({ root: directory }));
  await blobs.removeLeftovers(leftoverAgeMs);
  return blobs;
};
