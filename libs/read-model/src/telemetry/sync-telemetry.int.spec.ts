import { createReadModelFixture, type ReadModelFixture } from '../testing/read-model-fixture.js';
import { SyncTelemetry } from './sync-telemetry.js';

const [one, two] = ['22222222-2222-4222-8222-000000000001', '22222222-2222-4222-8222-000000000002'] as const;

describe('SyncTelemetry', () => {
  let fixture: ReadModelFixture;
  beforeAll(async () => {
    fixture = await createReadModelFixture();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it('changes what is given and leaves the rest', async () => {
    const telemetry = new SyncTelemetry(fixture.database);
    const at = '2026-11-01T10:00:00.123Z';
    await telemetry.record(one, { lastSyncStartedOn: at, hostId: 'worker-1', pushActive: true });
    await telemetry.record(one, {
      lastSyncErrorCode: 'imap.refused',
      lastSyncError: 'Refused.',
      lastSyncErrorOccurredOn: at,
      lastSyncErrorCount: 2,
    });
    await telemetry.record(one, {
      lastSyncErrorCode: null,
      lastSyncError: null,
      itemsProcessedForLastSync: 3,
      nextDueAt: at,
      pushActive: false,
    });
    expect([...(await telemetry.read([one, two])).values()]).toEqual([
      {
        mailboxId: one,
        lastSyncStartedOn: at,
        lastSuccessfulSyncCompletedOn: null,
        lastSyncErrorCode: null,
        lastSyncError: null,
        lastSyncErrorOccurredOn: at,
        lastSyncErrorCount: 2,
        itemsProcessedForLastSync: 3,
        nextDueAt: at,
        hostId: 'worker-1',
        pushActive: false,
      },
    ]);
  });

  it('knows a mailbox nothing was said of', async () => {
    const telemetry = new SyncTelemetry(fixture.database);
    await telemetry.record(two, {});
    await telemetry.record(two, {});
    expect((await telemetry.read([two])).get(two)).toMatchObject({ lastSyncErrorCount: 0, pushActive: false, hostId: null });
  });

  it('takes records of one mailbox at the same time', async () => {
    const telemetry = new SyncTelemetry(fixture.database);
    await Promise.all(Array.from({ length: 8 }, (_, n) => telemetry.record(two, { itemsProcessedForLastSync: n })));
    expect((await telemetry.read([two])).size).toBe(1);
  });
});
