import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { WorkFeed, type WorkConsumer } from '@postbode/work-feed';
import { PartitionOwner } from './partition-owner.js';
import { WorkerIdentity } from './worker-identity.js';

/** Takes its share of the partitions once the app has started, and drains and gives them back when it stops. */
@Injectable()
export class SyncWorkerService implements OnApplicationBootstrap, OnApplicationShutdown {
  private consumer: WorkConsumer | undefined;

  constructor(
    private readonly feed: WorkFeed,
    private readonly owner: PartitionOwner,
    private readonly identity: WorkerIdentity,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.consumer = await this.feed.consume(this.identity.consumerId, this.owner);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.consumer?.[Symbol.asyncDispose]();
    await this.owner[Symbol.asyncDispose]();
  }
}
