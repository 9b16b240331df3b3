import { Module, type DynamicModule } from '@nestjs/common';
import { WorkFeed } from '@postbode/work-feed';
import { PartitionOwner, type MailboxDirectory } from './ownership/partition-owner.js';
import { SyncWorkerService } from './ownership/sync-worker.service.js';
import { WorkerIdentity } from './ownership/worker-identity.js';
import type { WorkerPorts } from './ownership/worker-ports.js';

export { syncWorkerParts } from './config.js';
export { MessageStore } from './incoming/message-store.js';
export { SyncJournal } from './incoming/sync-journal.js';
export { SyncMailbox, type PassSettings } from './incoming/sync-mailbox.js';
export { workerMeter } from './ownership/worker-metrics.js';
export { defaultWorkerOptions, type WorkerPorts } from './ownership/worker-ports.js';
export { failureRemedies } from './settings/failure-cause.js';

/** Made and closed by whoever composes the app. */
export interface SyncWorkerPorts extends WorkerPorts {
  readonly feed: WorkFeed;
  readonly directory: MailboxDirectory;
}

/** Owns partitions and syncs their mailboxes, from the start of the application to its end. */
@Module({})
export class SyncWorkerModule {
  static register(ports: SyncWorkerPorts): DynamicModule {
    return {
      module: SyncWorkerModule,
      providers: [
        { provide: WorkFeed, useValue: ports.feed },
        { provide: WorkerIdentity, useValue: new WorkerIdentity(ports.actor.id) },
        { provide: PartitionOwner, useFactory: () => new PartitionOwner(ports, ports.directory, ports.feed.partitions) },
        SyncWorkerService,
      ],
    };
  }
}
