import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { categories, mailboxDecider, type MailboxEvent } from '@postbode/domain';
import { enabledExample, exampleMailboxId, exampleProfileId, mailboxCreatedExample, profileCreatedExample } from '@postbode/domain/testing';
import { loadState, type EventStore } from '@postbode/event-store';
import { pause, streamName, type EventLike, type RecordedEvent } from '@postbode/kernel';
import { MailboxQueries, migrateReadModel, ReadModelDatabase, ReadModelProgress } from '@postbode/read-model';
import { PlainEnvelopes } from '@postbode/read-model/testing';
import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { InMemoryWorkFeed } from '@postbode/work-feed';
import { ProjectionServiceModule } from './app.module.js';
import { appendAll, domainStore } from './testing/append.js';

@Module({})
class Host {}

const deleted: EventLike = { type: 'ProfileDeleted', data: { profileId: exampleProfileId } };

const eventually = async (condition: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (await condition()) return;
    await pause(20);
  }
  throw new Error('It did not happen.');
};

const collect = async (source: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of source) events.push(event);
  return events;
};

const eventsOf = (store: EventStore, mailboxId: string): Promise<RecordedEvent[]> =>
  collect(store.readStream(streamName(categories.mailbox, mailboxId)));

describe('the projection service', () => {
  let test: TestDatabase;
  let database: ReadModelDatabase;
  let store: ReturnType<typeof domainStore>;
  let feed: InMemoryWorkFeed;

  beforeEach(async () => {
    test = await createTestDatabase();
    await migrateReadModel(test.pool);
    database = await ReadModelDatabase.open({ url: test.url });
    store = domainStore();
    feed = new InMemoryWorkFeed();
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await feed[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  });

  const start = (instanceId: string, failures: unknown[] = []) => {
    const observer = { failed: (_name: string, { error }: { error: unknown }) => failures.push(error) };
    const ports = { store, feed, database, envelopes: new PlainEnvelopes(), instanceId, observer };
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's options are a class it does not export
    return NestFactory.createApplicationContext({ module: Host, imports: [ProjectionServiceModule.register(ports)] }, { logger: false });
  };

  it('shows, dispatches and reacts to what is decided, and stops cleanly', async () => {
    const failures: unknown[] = [];
    const app = await start('one', failures);
    await appendAll(store, profileCreatedExample(), mailboxCreatedExample(), enabledExample);
    expect(await new ReadModelProgress(database).waitForPosition(await store.head(), 20_000)).toBe(true);
    expect((await new MailboxQueries(database).one(exampleMailboxId))?.mailbox).toMatchObject({
      enabledIncoming: true,
      profileId: exampleProfileId,
    });
    await appendAll(store, deleted);
    await eventually(async () => (await new MailboxQueries(database).one(exampleMailboxId))?.mailbox.profileId === null);
    const { mailbox } = (await new MailboxQueries(database).one(exampleMailboxId)) ?? {};
    expect(mailbox).toMatchObject({ enabledIncoming: false, disabledReason: 'ProfileDeleted' });
    await eventually(async () => (await feed.lastDispatched()) === (await store.head()));
    await app.close();
    expect(failures).toEqual([]);
  });

  it('reacts once to a deletion, with two services and restarts, and names its cause', async () => {
    await appendAll(store, profileCreatedExample(), mailboxCreatedExample(), enabledExample, deleted);
    const unlinked = async (): Promise<boolean> =>
      (await eventsOf(store, exampleMailboxId)).some(({ type }) => type === 'MailboxProfileChanged');
    const first = [await start('one'), await start('two')];
    await eventually(unlinked);
    for (const app of first) await app.close();
    await database.query(`DELETE FROM telemetry.follower RETURNING 1`); // as if the position had been lost
    const again = await start('three');
    expect(await new ReadModelProgress(database).waitForPosition(await store.head(), 20_000)).toBe(true);
    await eventually(async () => (await database.query(`SELECT 1 FROM telemetry.follower`)).length > 0);
    await again.close();
    const events = await eventsOf(store, exampleMailboxId);
    expect(events.map(({ type }) => type)).toEqual(['MailboxCreated', 'MailboxEnabled', 'MailboxProfileChanged', 'MailboxDisabled']);
    const [cause] = await collect(store.readAll({ filter: { types: ['ProfileDeleted'] } }));
    expect(events[2]?.metadata).toMatchObject({
      causationId: cause?.id,
      correlationId: 'correlation',
      command: 'UnlinkDeletedProfile',
      actor: { id: 'projection-service', kind: 'service' },
    });
  });

  it('unlinks a mailbox that was associated by somebody who had not seen the deletion', async () => {
    const app = await start('one');
    await appendAll(store, profileCreatedExample(), deleted, mailboxCreatedExample());
    await eventually(async () => {
      const { state } = await loadState<ReturnType<typeof mailboxDecider.initialState>, MailboxEvent>(
        store,
        mailboxDecider,
        streamName(categories.mailbox, exampleMailboxId),
      );
      return state.status === 'existing' && state.profileId === null;
    });
    await app.close();
  });

  it('hands over to the one standing by when it stops', async () => {
    const first = await start('one');
    await appendAll(store, profileCreatedExample());
    expect(await new ReadModelProgress(database).waitForPosition(await store.head(), 20_000)).toBe(true);
    const second = await start('two');
    await first.close();
    await appendAll(store, mailboxCreatedExample());
    expect(await new ReadModelProgress(database).waitForPosition(await store.head(), 30_000)).toBe(true);
    await second.close();
  });
});
