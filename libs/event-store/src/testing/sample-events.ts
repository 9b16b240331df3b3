import { deterministicId, randomId, streamName, type EventMetadata, type NewEvent, type StreamName } from '@postbode/kernel';
import type { EventStore } from '../event-store.js';

/** Metadata as a service of ours would write it. */
export const sampleMetadata = (overrides: Partial<EventMetadata> = {}): EventMetadata => ({
  commandId: randomId(),
  command: 'DoSample',
  correlationId: randomId(),
  causationId: randomId(),
  actor: { id: 'sample', kind: 'service' },
  schemaVersion: 1,
  ...overrides,
});

export const sampleEvent = (data: unknown = {}, overrides: Partial<NewEvent> = {}): NewEvent => ({
  id: randomId(),
  type: 'SampleHappened',
  data,
  metadata: sampleMetadata(),
  ...overrides,
});

/** `count` events of one type, with data `{ n }` from 0. */
export const sampleEvents = (count: number, type = 'SampleHappened'): NewEvent[] => {
  const batch = randomId();
  const metadata = sampleMetadata();
  return Array.from({ length: count }, (_, n) => ({ id: deterministicId(batch, String(n)), type, data: { n }, metadata }));
};

export const sampleStream = (category = 'sample'): StreamName => streamName(category, randomId());

/** A stream of its own category, so that specs sharing a store do not see each other. */
export const sampleCategory = (): string => `s${randomId().replaceAll('-', '')}`;

export const appendSamples = async (store: EventStore, stream: StreamName, count: number, type?: string): Promise<NewEvent[]> => {
  const events = sampleEvents(count, type);
  await store.append(stream, 'any', events);
  return events;
};

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
};

export const idsOf = (events: Iterable<{ readonly id: string }>): string[] => Array.from(events, ({ id }) => id);
