import { NestFactory } from '@nestjs/core';
import {
  openBlobStore,
  openEventStore,
  openMail,
  openPool,
  openReadModel,
  openVault,
  openWorkFeed,
  startInFrame,
  type RunningService,
  type ServiceFrame,
} from '@postbode/composition';
import { SystemClock } from '@postbode/kernel';
import { nestLogger, type Logger } from '@postbode/observability';
import { MailboxDirectory, SyncTelemetry } from '@postbode/read-model';
import pLimit from 'p-limit';
import { SyncWorkerModule, workerMeter, defaultWorkerOptions, type SyncWorkerPorts } from './app.module.js';
import type { SyncWorkerConfig } from './config.js';

const applicationName = 'postbode-sync-worker';

const openPorts = async (config: SyncWorkerConfig, frame: ServiceFrame): Promise<SyncWorkerPorts> => {
  const { logger, metrics } = frame;
  const pool = openPool(config.database, applicationName, frame);
  const readModel = await openReadModel(pool, config.database, applicationName, frame);
  return {
    store: await openEventStore(pool, frame),
    vault: await openVault(pool, config.vault, frame),
    blobs: await openBlobStore(config.blobs, frame),
    feed: await openWorkFeed(pool, config.workFeed, frame),
    connectors: await openMail(config.mailPolicy),
    directory: new MailboxDirectory(readModel),
    telemetry: new SyncTelemetry(readModel),
    clock: new SystemClock(),
    actor: { id: config.worker.consumerId, kind: 'service' },
    options: { ...defaultWorkerOptions, pollIntervalMs: config.worker.pollIntervalSeconds * 1000 },
    log: logger,
    meter: workerMeter(metrics),
    passes: pLimit(config.worker.concurrency),
  };
};

const start = async (config: SyncWorkerConfig, frame: ServiceFrame): Promise<void> => {
  const ports = await openPorts(config, frame);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's options are a class it does not export
  const app = await NestFactory.createApplicationContext(SyncWorkerModule.register(ports), { logger: nestLogger(frame.logger) });
  frame.lifecycle.own('drain', 'partitions', { [Symbol.asyncDispose]: () => app.close() });
};

export const startSyncWorker = (config: SyncWorkerConfig, logger: Logger): Promise<RunningService> =>
  startInFrame(config.observability, logger, (frame) => start(config, frame));
