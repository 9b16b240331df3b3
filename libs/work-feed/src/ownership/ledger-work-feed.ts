import { randomUUID } from 'node:crypto';
import type { Position } from '@postbode/kernel';
import { maxPayloadBytes, WorkItemTooLargeError } from '../work-feed.errors.js';
import { WorkFeed, type WorkConsumer, type WorkHandler, type WorkItem } from '../work-feed.js';
import type { ConsumerSettings } from '../work-feed.options.js';
import { LedgerConsumer } from './ledger-consumer.js';
import type { PartitionLedger } from './partition-ledger.js';

/** A work feed whose partitions are owned by lease in a ledger. */
export abstract class LedgerWorkFeed extends WorkFeed {
  private readonly consumers = new Set<WorkConsumer>();

  protected constructor(
    protected readonly ledger: PartitionLedger,
    protected readonly settings: ConsumerSettings,
  ) {
    super();
  }

  get partitions(): number {
    return this.ledger.partitions;
  }

  async dispatch(items: readonly WorkItem[]): Promise<void> {
    for (const { payload } of items) {
      const bytes = Buffer.byteLength(payload);
      if (bytes > maxPayloadBytes) throw new WorkItemTooLargeError(bytes);
    }
    if (items.length > 0) await this.ledger.append(items);
  }

  lastDispatched(): Promise<Position> {
    return this.ledger.lastDispatched();
  }

  /** Ownership is by instance, not by name: a process restarted under the same name never inherits its predecessor's epochs. */
  async consume(consumerId: string, handler: WorkHandler): Promise<WorkConsumer> {
    const consumer = await LedgerConsumer.join(`${consumerId}/${randomUUID()}`, this.ledger, handler, this.settings);
    this.consumers.add(consumer);
    return consumer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.consumers].map((consumer) => consumer[Symbol.asyncDispose]()));
  }
}
