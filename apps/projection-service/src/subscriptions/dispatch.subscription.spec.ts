import { decodeWork, type Work } from '@postbode/contracts';
import {
  exampleMailboxId,
  exampleProfileId,
  mailboxCreatedExample,
  profileCreatedExample,
  testRequestedExample,
} from '@postbode/domain/testing';
import { startPosition, type EventLike, type Position } from '@postbode/kernel';
import { WorkFeed, type WorkConsumer, type WorkItem } from '@postbode/work-feed';
import { appendAll, domainStore, follow } from '../testing/append.js';
import { DispatchSubscription } from './dispatch.subscription.js';

/** Keeps what it is given, call by call; drops what it has, as every feed does. */
class RecordingFeed extends WorkFeed {
  readonly partitions = 1;
  readonly calls: (readonly WorkItem[])[] = [];
  private last: Position = startPosition;

  async dispatch(items: readonly WorkItem[]): Promise<void> {
    const fresh = items.filter(({ position }) => position > this.last);
    this.calls.push(fresh);
    this.last = fresh.at(-1)?.position ?? this.last;
  }
  async lastDispatched(): Promise<Position> {
    return this.last;
  }
  consume(): Promise<WorkConsumer> {
    return Promise.reject(new Error('not here'));
  }
  async [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
  get work(): Work[] {
    return this.calls.flat().map(decodeWork);
  }
}

const secondMailbox = '22222222-2222-4222-8222-222222222223';
const secondCreated: EventLike = {
  type: 'MailboxCreated',
  data: { ...(mailboxCreatedExample().data as object), mailboxId: secondMailbox },
};
const deactivated: EventLike = { type: 'ProfileDeactivated', data: { profileId: exampleProfileId } };
const activated: EventLike = { type: 'ProfileActivated', data: { profileId: exampleProfileId } };

describe('DispatchSubscription', () => {
  const dispatch = async (feed: RecordingFeed, store = domainStore(), ...events: EventLike[]): Promise<Work[]> => {
    await appendAll(store, ...events);
    const stop = new AbortController();
    const progress = new DispatchSubscription(store, feed).follow(stop.signal);
    const head = await store.head();
    for await (const { position } of progress) if (position >= head) stop.abort();
    return feed.work;
  };

  it('wakes a mailbox for each of its events, by what they ask for', async () => {
    const mailboxId = exampleMailboxId;
    const work = await dispatch(
      new RecordingFeed(),
      domainStore(),
      mailboxCreatedExample(),
      testRequestedExample,
      { type: 'MailboxSyncRequested', data: { mailboxId } },
      { type: 'MailboxDeleted', data: { mailboxId } },
    );
    expect(work.map(({ type, eventType, revision }) => `${type} ${eventType} ${revision}`)).toEqual([
      'MailboxChanged MailboxCreated 0',
      'MailboxTestRequested MailboxTestRequested 1',
      'MailboxSyncRequested MailboxSyncRequested 2',
      'MailboxDeleted MailboxDeleted 3',
    ]);
    expect(work.every((item) => item.mailboxId === mailboxId && item.traceparent !== undefined)).toBe(true);
  });

  it('wakes every mailbox of a profile that changed, in one call', async () => {
    const feed = new RecordingFeed();
    await dispatch(feed, domainStore(), profileCreatedExample(), mailboxCreatedExample(), secondCreated, deactivated);
    const ofProfile = feed.work.filter(({ eventType }) => eventType === 'ProfileDeactivated');
    expect(ofProfile.map(({ mailboxId }) => mailboxId)).toEqual([exampleMailboxId, secondMailbox]);
    expect(new Set(ofProfile.map(({ position }) => position)).size).toBe(1);
    expect(feed.calls.filter((call) => call.some(({ position }) => position === ofProfile[0]?.position))).toHaveLength(1);
  });

  it('resumes after what was dispatched, and knows the links of before', async () => {
    const store = domainStore();
    const feed = new RecordingFeed();
    await dispatch(feed, store, profileCreatedExample(), mailboxCreatedExample());
    await dispatch(feed, store, deactivated, activated);
    expect(feed.work.map(({ eventType }) => eventType)).toEqual(['MailboxCreated', 'ProfileDeactivated', 'ProfileActivated']);
  });

  it('does not wake a mailbox that left the profile', async () => {
    const left: EventLike = { type: 'MailboxProfileChanged', data: { mailboxId: exampleMailboxId, from: exampleProfileId, to: null } };
    const work = await dispatch(new RecordingFeed(), domainStore(), profileCreatedExample(), mailboxCreatedExample(), left, deactivated);
    expect(work.map(({ eventType }) => eventType)).toEqual(['MailboxCreated', 'MailboxProfileChanged']);
  });

  it('follows what is appended while it runs', async () => {
    const store = domainStore();
    const feed = new RecordingFeed();
    const stop = new AbortController();
    const following = follow(new DispatchSubscription(store, feed).follow(stop.signal), () => feed.work.length === 2);
    await appendAll(store, profileCreatedExample(), mailboxCreatedExample(), deactivated);
    await following;
    stop.abort();
    expect(feed.work.map(({ eventType }) => eventType)).toEqual(['MailboxCreated', 'ProfileDeactivated']);
  });
});
