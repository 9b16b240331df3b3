import { positionOf, type RecordedEvent } from '@postbode/kernel';
import { PositionAheadOfLogError } from '../event-store.errors.js';
import type { EventBatch, EventStore, SubscribeOptions } from '../event-store.js';
import { appendSamples, collect, idsOf, sampleCategory, sampleStream } from './sample-events.js';

/** Longest wait for something that should happen soon, in milliseconds: generous, for a loaded machine. */
const patience = 20_000;

/** Reads batches until `enough` events came or, with `enough` 0, until caught up; fails when that takes too long. */
const follow = async (store: EventStore, options: Omit<SubscribeOptions, 'signal'>, enough: number): Promise<EventBatch[]> => {
  const batches: EventBatch[] = [];
  let count = 0;
  for await (const batch of store.subscribe({ ...options, signal: AbortSignal.timeout(patience) })) {
    batches.push(batch);
    count += batch.events.length;
    if (enough === 0 ? batch.caughtUp : count >= enough) return batches;
  }
  throw new Error(`Only ${count} of ${enough} events came.`);
};

const eventsOf = (batches: readonly EventBatch[]): RecordedEvent[] => batches.flatMap(({ events }) => events);

const fromWhere = (store: () => EventStore): void => {
  it('gives what is there after a position, in batches, and says when it is caught up', async () => {
    const category = sampleCategory();
    const start = await store().head();
    const ids = idsOf(await appendSamples(store(), sampleStream(category), 7));
    const batches = await follow(store(), { from: start, batchSize: 3 }, 0);
    expect(idsOf(eventsOf(batches))).toEqual(ids);
    expect(batches.every(({ events }) => events.length <= 3)).toBe(true);
    expect(batches.at(-1)!.position).toBe(await store().head());
    const third = batches[0]!.position;
    expect(third).toBe(batches[0]!.events.at(-1)!.position);
    expect(idsOf(eventsOf(await follow(store(), { from: third }, 0)))).toEqual(ids.slice(3));
  });

  it('says at once that it is caught up when nothing is new', async () => {
    const from = await store().head();
    expect(await follow(store(), { from }, 0)).toEqual([{ events: [], position: from, caughtUp: true }]);
  });

  it('gives what is appended later', async () => {
    const from = await store().head();
    const following = follow(store(), { from }, 5);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(...idsOf(await appendSamples(store(), sampleStream(), 1)));
    expect(idsOf(eventsOf(await following))).toEqual(ids);
  });

  it('lets its position pass events that the filter leaves out', async () => {
    const category = sampleCategory();
    const from = await store().head();
    await appendSamples(store(), sampleStream(category), 2);
    await appendSamples(store(), sampleStream(), 30, 'OtherHappened');
    for (const filter of [{ categories: [category] }, { types: ['SampleHappened'] }]) {
      const batches = await follow(store(), { from, filter, batchSize: 2 }, 0);
      expect(eventsOf(batches)).toHaveLength(2);
      expect(batches.at(-1)!.position).toBe(await store().head());
    }
  });

  it('refuses a checkpoint from beyond the end of the log', async () => {
    const from = positionOf((await store().head()) + 1_000_000_000_000n);
    await expect(follow(store(), { from }, 0)).rejects.toThrow(PositionAheadOfLogError);
  });
};

const flow = (store: () => EventStore): void => {
  it('reads the next batch only when asked: what is appended while a batch is handled comes in the next', async () => {
    const from = await store().head();
    await appendSamples(store(), sampleStream(), 2);
    const subscription = store().subscribe({ from, batchSize: 100, signal: AbortSignal.timeout(patience) });
    const batches = subscription[Symbol.asyncIterator]();
    const first = await batches.next();
    await appendSamples(store(), sampleStream(), 3);
    await appendSamples(store(), sampleStream(), 4);
    const second = await batches.next();
    expect([first, second].map(({ value }) => (value as EventBatch).events.length)).toEqual([2, 7]);
    await batches.return?.();
  });

  it.each(['waiting at the end', 'in a batch'])('stops cleanly when told to while %s', async (when) => {
    const from = await store().head();
    await appendSamples(store(), sampleStream(), 4);
    const stop = new AbortController();
    const handled: EventBatch[] = [];
    for await (const batch of store().subscribe({ from, batchSize: when === 'in a batch' ? 2 : 100, signal: stop.signal })) {
      if (when === 'in a batch') stop.abort();
      else setTimeout(() => stop.abort(), 20);
      handled.push(batch);
    }
    expect(eventsOf(handled)).toHaveLength(when === 'in a batch' ? 2 : 4);
    expect(await collect(store().subscribe({ from, signal: stop.signal }))).toEqual([]);
  });

  it('gives several subscribers everything, each at its own pace', async () => {
    const from = await store().head();
    const followers = [1, 3, 50].map((batchSize) => follow(store(), { from, batchSize }, 20));
    const ids: string[] = [];
    for (let n = 0; n < 10; n += 1) ids.push(...idsOf(await appendSamples(store(), sampleStream(), 2)));
    for (const batches of await Promise.all(followers)) expect(idsOf(eventsOf(batches))).toEqual(ids);
  });
};

export const subscribingContract = (store: () => EventStore): void => {
  describe('subscribe', () => {
    fromWhere(store);
    flow(store);
  });
};
