import { allEvents, categories } from '@postbode/domain';
import { EventRegistry, InMemoryEventStore, type EventStore } from '@postbode/event-store';
import { randomId, streamName, type EventLike, type NewEvent } from '@postbode/kernel';

export const domainStore = (): InMemoryEventStore => new InMemoryEventStore({ codec: new EventRegistry(allEvents) });

const newEvent = ({ type, data }: EventLike): NewEvent => ({
  id: randomId(),
  type,
  data,
  metadata: {
    commandId: randomId(),
    command: 'Test',
    correlationId: 'correlation',
    causationId: 'cause',
    actor: { id: 'anna', kind: 'user' },
    schemaVersion: 1,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  },
});

/** Appends to the mailbox's or the profile's stream, whichever the data names. */
export const appendAll = async (store: EventStore, ...events: EventLike[]): Promise<void> => {
  for (const event of events) {
    const { mailboxId, profileId } = event.data as { mailboxId?: string; profileId?: string };
    const stream = mailboxId === undefined ? streamName(categories.profile, profileId ?? '') : streamName(categories.mailbox, mailboxId);
    await store.append(stream, 'any', [newEvent(event)]);
  }
};

/** Until `done`, asked after every batch. */
export const follow = async (progress: AsyncIterable<unknown>, done: () => boolean): Promise<void> => {
  const batches = progress[Symbol.asyncIterator]();
  while (!done()) await batches.next();
  await batches.return?.();
};
