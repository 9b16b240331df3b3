import { encodeWork } from '@postbode/contracts';
import { categories } from '@postbode/domain';
import { exampleMailboxId } from '@postbode/domain/testing';
import { positionOf, type MailboxId } from '@postbode/kernel';
import { InMemoryLedger, InMemoryWorkFeed, partitionOf, type PartitionOwnership, type WorkItem } from '@postbode/work-feed';
import { eventually, WorkerBench } from '../testing/worker-bench.js';
import { PartitionOwner } from './partition-owner.js';
import { SyncWorkerService } from './sync-worker.service.js';
import { WorkerIdentity } from './worker-identity.js';

const partitions = 4;
const partition = partitionOf(exampleMailboxId, partitions);

const wakeUp = (position: number): WorkItem =>
  encodeWork({
    type: 'MailboxSyncRequested',
    mailboxId: exampleMailboxId as MailboxId,
    eventType: 'MailboxSyncRequested',
    eventId: 'e',
    position: positionOf(position),
    revision: 0,
  });

describe('the owner of partitions', () => {
  let bench: WorkerBench;
  let owner: PartitionOwner;
  let listed: string[];
  beforeEach(async () => {
    bench = new WorkerBench();
    await bench.enabled();
    listed = [exampleMailboxId];
    owner = new PartitionOwner(bench.ports, { enabledMailboxes: () => Promise.resolve(listed) }, partitions);
  });
  afterEach(() => owner[Symbol.asyncDispose]());

  const ownership = (epoch: bigint, of = partition): PartitionOwnership => ({ partition: of, epoch, signal: new AbortController().signal });
  const logins = (): number => bench.source.logins.length;

  it('runs the mailboxes of its own partitions only', async () => {
    await owner.assigned(ownership(1n, (partition + 1) % partitions));
    expect(logins()).toBe(0);
    await owner.assigned(ownership(1n));
    await eventually(() => bench.telemetry.length > 0);
    expect(logins()).toBe(1);
  });

  it('wakes a mailbox nobody listed, and looks again at one that runs', async () => {
    listed = [];
    const mine = ownership(1n);
    await owner.assigned(mine);
    await owner.work(wakeUp(1), mine);
    await eventually(() => bench.telemetry.length === 1);
    await owner.work(wakeUp(2), mine);
    await eventually(() => bench.telemetry.length === 2);
    expect(logins()).toBe(1);
  });

  it('has drained when a revocation resolves, and ignores one of an epoch gone by', async () => {
    await owner.assigned(ownership(2n));
    await eventually(() => bench.telemetry.length > 0);
    await owner.revoked(ownership(1n));
    await owner.work(wakeUp(1), ownership(2n));
    await eventually(() => bench.telemetry.length === 2);
    await owner.revoked(ownership(2n));
    await owner.work(wakeUp(2), ownership(2n));
    expect([logins(), bench.telemetry.length]).toEqual([1, 2]);
  });

  it('takes its share of a feed from start to stop', async () => {
    await using feed = new InMemoryWorkFeed({ ledger: new InMemoryLedger(partitions) });
    const service = new SyncWorkerService(feed, owner, new WorkerIdentity('worker-1'));
    bench.maildrop.deliver('Subject: one\r\n\r\n');
    await service.onApplicationBootstrap();
    await eventually(async () => (await bench.recorded(categories.mailboxSync)).some(({ type }) => type === 'EmailReceived'));
    bench.maildrop.deliver('Subject: two\r\n\r\n');
    await feed.dispatch([wakeUp(1)]);
    await eventually(
      async () => (await bench.recorded(categories.mailboxSync)).filter(({ type }) => type === 'EmailReceived').length === 2,
    );
    await service.onApplicationShutdown();
  });
});
