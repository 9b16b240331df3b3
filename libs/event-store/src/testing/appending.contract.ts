import type { NewEvent } from '@postbode/kernel';
import { EventIdConflictError, WrongExpectedRevisionError } from '../event-store.errors.js';
import type { EventStore } from '../event-store.js';
import { appendSamples, collect, idsOf, sampleEvent, sampleEvents, sampleStream } from './sample-events.js';

const expectedRevision = (store: () => EventStore): void => {
  it('starts a stream at -1 and numbers its revisions densely from 0', async () => {
    const stream = sampleStream();
    const first = await store().append(stream, -1, sampleEvents(3));
    const second = await store().append(stream, 2, sampleEvents(2));
    expect([first.revision, second.revision, first.duplicate]).toEqual([2, 4, false]);
    expect(second.position).toBeGreaterThan(first.position);
    const events = await collect(store().readStream(stream));
    expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
    expect([events[2]!.position, events[4]!.position]).toEqual([first.position, second.position]);
  });

  it.each([
    ['-1 on an existing stream', -1],
    ['a revision the stream has passed', 0],
    ['a revision the stream has not reached', 9],
  ])('refuses %s, saying where the stream is, and writes nothing', async (_, expected) => {
    const stream = sampleStream();
    await appendSamples(store(), stream, 2);
    const refused = store().append(stream, expected, sampleEvents(1));
    await expect(refused).rejects.toThrow(WrongExpectedRevisionError);
    await expect(refused).rejects.toMatchObject({ code: 'event-store.wrong-expected-revision', expected, actual: 1 });
    expect(await collect(store().readStream(stream))).toHaveLength(2);
  });

  it('refuses a revision of a stream that does not exist', async () => {
    await expect(store().append(sampleStream(), 0, sampleEvents(1))).rejects.toMatchObject({ expected: 0, actual: -1 });
  });

  it("checks nothing for 'any'", async () => {
    const stream = sampleStream();
    await store().append(stream, 'any', sampleEvents(1));
    expect((await store().append(stream, 'any', sampleEvents(1))).revision).toBe(1);
  });

  it('refuses an empty append and an id that is no UUID', async () => {
    await expect(store().append(sampleStream(), 'any', [])).rejects.toThrow(RangeError);
    await expect(store().append(sampleStream(), 'any', [sampleEvent({}, { id: 'x' })])).rejects.toThrow(RangeError);
  });
};

const idempotency = (store: () => EventStore): void => {
  it.each([['the first expected revision', -1] as const, ['any', 'any'] as const])(
    'answers a retried append as before: %s',
    async (_, expected) => {
      const stream = sampleStream();
      const events = sampleEvents(3);
      const first = await store().append(stream, expected, events);
      await appendSamples(store(), stream, 1);
      expect(await store().append(stream, expected, events)).toEqual({ ...first, duplicate: true });
      expect(await collect(store().readStream(stream))).toHaveLength(4);
    },
  );

  const taken = async (change: (events: NewEvent[]) => NewEvent[]): Promise<void> => {
    const stream = sampleStream();
    const events = await appendSamples(store(), stream, 2);
    await expect(store().append(stream, 'any', change(events))).rejects.toThrow(EventIdConflictError);
    expect(idsOf(await collect(store().readStream(stream)))).toEqual(idsOf(events));
  };

  it('refuses an id that is taken by an event with other data', () => taken(([a, b]) => [a!, { ...b!, data: { n: 'other' } }]));
  it('refuses an id that is taken by an event of another type', () => taken(([a, b]) => [{ ...a!, type: 'OtherHappened' }, b!]));
  it('refuses events of which only the first is known', () => taken(([a]) => [a!, sampleEvent()]));
  it('refuses events of which only a later one is known, writing none', () => taken(([a]) => [sampleEvent(), a!]));
  it('refuses an id used twice in one append', () => taken(() => Array<NewEvent>(2).fill(sampleEvent())));
};

const concurrency = (store: () => EventStore): void => {
  it('lets exactly one of many concurrent writers win each revision', async () => {
    const stream = sampleStream();
    for (let round = 0; round < 5; round += 1) {
      const writers = Array.from({ length: 8 }, () => store().append(stream, round - 1, sampleEvents(1)));
      const outcomes = await Promise.allSettled(writers);
      const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
      expect(lost).toHaveLength(7);
      for (const reason of lost) expect(reason).toBeInstanceOf(WrongExpectedRevisionError);
    }
    const revisions = (await collect(store().readStream(stream))).map(({ revision }) => revision);
    expect(revisions).toEqual([0, 1, 2, 3, 4]);
  });

  it('is not disturbed by a neighbour that is refused at the same moment', async () => {
    const streams = Array.from({ length: 6 }, () => sampleStream());
    const [taken] = await appendSamples(store(), sampleStream(), 1);
    const outcomes = await Promise.allSettled(
      streams.map((stream, index) =>
        store().append(stream, index === 3 ? 7 : -1, index === 4 ? [sampleEvent(), { ...taken!, data: 'other' }] : sampleEvents(2)),
      ),
    );
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, false, false, true]);
    const lengths = await Promise.all(streams.map(async (stream) => (await collect(store().readStream(stream))).length));
    expect(lengths).toEqual([2, 2, 2, 0, 0, 2]);
  });
};

export const appendingContract = (store: () => EventStore): void => {
  describe('append', () => {
    expectedRevision(store);
    idempotency(store);
    concurrency(store);
  });
};
