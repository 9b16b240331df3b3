import { streamName } from '@postbode/kernel';
import { EventIdConflictError } from '../event-store.errors.js';
import { eventStoreContract } from '../testing/event-store.contract.js';
import { appendSamples, collect, sampleStream } from '../testing/sample-events.js';
import { InMemoryEventStore } from './in-memory-event-store.js';

eventStoreContract('in memory', async () => new InMemoryEventStore());

describe('InMemoryEventStore', () => {
  it('refuses an id that is taken in another stream', async () => {
    const store = new InMemoryEventStore();
    const events = await appendSamples(store, sampleStream(), 1);
    await expect(store.append(sampleStream(), 'any', events)).rejects.toThrow(EventIdConflictError);
  });

  it('keeps text, not objects: a change to an appended object is not seen', async () => {
    const store = new InMemoryEventStore();
    const [event] = await appendSamples(store, streamName('a', 'b'), 1);
    (event?.data as { n: number }).n = 99;
    const [read] = await collect(store.readStream(streamName('a', 'b')));
    expect(read?.data).toEqual({ n: 0 });
  });

  it('ends its subscriptions when it is disposed', async () => {
    const store = new InMemoryEventStore();
    const following = collect(store.subscribe({ from: await store.head(), signal: new AbortController().signal }));
    await store[Symbol.asyncDispose]();
    expect((await following).length).toBeLessThanOrEqual(1);
  });
});
