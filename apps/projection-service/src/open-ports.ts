import { openEventStore, openPool, openReadModel, openVault, openWorkFeed, type ServiceFrame } from '@postbode/composition';
import { ReadModelProgress } from '@postbode/read-model';
import type { ProjectionServicePorts } from './app.module.js';
import type { ProjectionServiceConfig } from './config.js';
import { VaultEnvelopeOpener } from './envelopes/vault-envelope-opener.js';
import { observeLag, observeSubscriptions } from './subscriptions/subscription-metrics.js';

const applicationName = 'postbode-projection-service';

/** Everything the service needs on Postgres, handed to the lifecycle in the order it may be closed. */
export const openPorts = async (config: ProjectionServiceConfig, frame: ServiceFrame): Promise<ProjectionServicePorts> => {
  const { logger, metrics } = frame;
  const pool = openPool(config.database, applicationName, frame);
  const store = await openEventStore(pool, frame);
  const vault = await openVault(pool, config.vault, frame);
  const feed = await openWorkFeed(pool, config.workFeed, frame);
  const database = await openReadModel(pool, config.database, applicationName, frame);
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
