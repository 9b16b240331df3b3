import { allEvents } from '@postbode/domain';
import { EventRegistry, PostgresEventStore } from '@postbode/event-store';
import type { Lifecycle, Logger, Metrics } from '@postbode/observability';
import { createPool, type Pool } from '@postbode/postgres';
import { migrateReadModel, ReadModelDatabase, ReadModelProgress } from '@postbode/read-model';
import { FileKeyProvider, migrateVault, PostgresVault } from '@postbode/vault';
import { PostgresWorkFeed } from '@postbode/work-feed';
import type { ProjectionServicePorts } from './app.module.js';
import type { ProjectionServiceConfig } from './config.js';
import { VaultEnvelopeOpener } from './envelopes/vault-envelope-opener.js';
import { observeLag, observeSubscriptions } from './subscriptions/subscription-metrics.js';

export interface ServiceFrame {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
}

const applicationName = 'postbode-projection-service';

const openVault = async (pool: Pool, { vault }: ProjectionServiceConfig, { lifecycle }: ServiceFrame): Promise<PostgresVault> => {
  await migrateVault(pool);
  const keys = await FileKeyProvider.open({ path: vault.keyFile, whenAbsent: vault.whenAbsent });
  return lifecycle.own('close', 'vault', new PostgresVault(pool, keys));
};

/** Everything the service needs on Postgres, handed to the lifecycle in the order it may be closed. */
export const openPorts = async (config: ProjectionServiceConfig, frame: ServiceFrame): Promise<ProjectionServicePorts> => {
  const { lifecycle, logger, metrics } = frame;
  const { url, poolSize } = config.database;
  const pool = createPool({ connectionString: url, applicationName, max: poolSize });
  lifecycle.own('close', 'pool', { [Symbol.asyncDispose]: () => pool.end() });
  const onSubscriptionFailure = (err: unknown): void => logger.warn({ err }, 'the log could not be read for a moment');
  const codec = new EventRegistry(allEvents);
  const store = lifecycle.own('close', 'event store', await PostgresEventStore.open({ pool, codec, onSubscriptionFailure }));
  const vault = await openVault(pool, config, frame);
  const feed = lifecycle.own('close', 'work feed', await PostgresWorkFeed.open({ pool, partitions: config.workFeed.partitions }));
  await migrateReadModel(pool);
  const database = lifecycle.own('close', 'read model', await ReadModelDatabase.open({ url, applicationName, poolSize }));
  observeLag(metrics, new ReadModelProgress(database), store);
  return {
    store,
    feed,
    database,
    envelopes: new VaultEnvelopeOpener(vault),
    instanceId: `${applicationName}-${process.pid}`,
    observer: observeSubscriptions(metrics, logger),
    onLeaseFailure: (err) => logger.warn({ err }, 'the lease could not be asked for'),
  };
};
