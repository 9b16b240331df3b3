import type { BlobStore } from '@postbode/blob-store';
import {
  openBlobStore,
  openEventStore,
  openMail,
  openPool,
  openReadModel,
  openVault,
  openWorkFeed,
  type ServiceFrame,
} from '@postbode/composition';
import { observeLag, observeSubscriptions, VaultEnvelopeOpener, type ProjectionServicePorts } from '@postbode/app/projection-service';
import type { CommandServicePorts } from '@postbode/app/command-service';
import { observeContentDamage, type QueryPorts } from '@postbode/app/query-service';
import { defaultWorkerOptions, workerMeter, type SyncWorkerPorts } from '@postbode/app/sync-worker';
import type { EventStore } from '@postbode/event-store';
import { SystemClock } from '@postbode/kernel';
import { WorkerMimeParser } from '@postbode/mail';
import type { Pool } from '@postbode/postgres';
import { MailboxDirectory, ReadModelProgress, SyncTelemetry } from '@postbode/read-model';
import type { Vault } from '@postbode/vault';
import pLimit from 'p-limit';
import type { StandaloneConfig } from './config.js';

/** What all four services share when they are one process. */
export interface StandalonePorts extends CommandServicePorts, SyncWorkerPorts, ProjectionServicePorts, QueryPorts {
  /** Whole: what each service asks for of it differs. */
  readonly store: EventStore;
  readonly vault: Vault;
  readonly blobs: BlobStore;
  readonly pool: Pool;
}

const applicationName = 'postbode-standalone';

export const openPorts = async (config: StandaloneConfig, frame: ServiceFrame): Promise<StandalonePorts> => {
  const { logger, metrics } = frame;
  const pool = openPool(config.database, applicationName, frame);
  const store = await openEventStore(pool, frame);
  const vault = await openVault(pool, config.vault, frame);
  const database = await openReadModel(pool, config.database, applicationName, frame);
  observeLag(metrics, new ReadModelProgress(database), store);
  return {
    pool,
    store,
    vault,
    database,
    readModel: database,
    parser: frame.lifecycle.own('close', 'MIME parser', new WorkerMimeParser()),
    onContentDamaged: observeContentDamage(metrics, logger),
    blobs: await openBlobStore(config.blobs, frame),
    feed: await openWorkFeed(pool, config.workFeed, frame),
    clock: new SystemClock(),
    deployment: config.mailPolicy,
    envelopes: new VaultEnvelopeOpener(vault),
    instanceId: config.worker.consumerId,
    observer: observeSubscriptions(metrics, logger),
    onLeaseFailure: (err) => logger.warn({ err }, 'the lease could not be asked for'),
    connectors: await openMail(config.mailPolicy),
    directory: new MailboxDirectory(database),
    telemetry: new SyncTelemetry(database),
    actor: { id: config.worker.consumerId, kind: 'service' },
    options: { ...defaultWorkerOptions, pollIntervalMs: config.worker.pollIntervalSeconds * 1000 },
    log: logger,
    meter: workerMeter(metrics),
    passes: pLimit(config.worker.concurrency),
  };
};
