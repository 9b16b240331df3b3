import { startPosition, streamName } from '@postbode/kernel';
import type { EventStore, ReadAllOptions, ReadStreamOptions } from '../event-store.js';
import { appendSamples, collect, idsOf, sampleCategory, sampleEvent, sampleEvents, sampleMetadata, sampleStream } from './sample-events.js';

const hostileTexts = {
  NUL: 'a\u0000b\u0000',
  'lone surrogates': '\ud800 x \udfff',
  'emoji and astral characters': '👩‍👩‍👧‍👦 𝒳 \u{10ffff}',
  'quotes, backslashes and braces': `"\\{},'"NULL"\n\r\t\u2028`,
  'combining and bidirectional marks': 'e\u0301 \u202e أهلا',
  'a megabyte': 'naïve "text" '.repeat(80_000),
};

const content = (store: () => EventStore): void => {
  it.each(Object.entries(hostileTexts))('gives back text with %s exactly', async (_, text) => {
    const stream = sampleStream();
    const event = sampleEvent(
      { text, [text.slice(0, 40)]: [text, null, 1.5e-7] },
      { metadata: sampleMetadata({ reason: text.slice(0, 500) }) },
    );
    await store().append(stream, -1, [event]);
    const [read] = await collect(store().readStream(stream));
    expect(JSON.stringify(read!.data) === JSON.stringify(event.data)).toBe(true);
    expect(read!.metadata).toEqual(event.metadata);
  });

  it('gives every event its stream, revision, position, time, type, id and metadata', async () => {
    const stream = sampleStream();
    const event = sampleEvent({ a: [1, { b: null }] });
    const before = Date.now();
    const { position } = await store().append(stream, -1, [event]);
    const [read] = await collect(store().readStream(stream));
    expect(read).toEqual({ ...event, stream, revision: 0, position, recordedAt: read!.recordedAt });
    expect(Math.abs(read!.recordedAt.getTime() - before)).toBeLessThan(60_000);
  });
};

const oneStream = (store: () => EventStore): void => {
  it('is empty for a stream that does not exist, also when another begins with its name', async () => {
    const stream = sampleStream();
    await appendSamples(store(), streamName('sample', `${stream.slice('sample-'.length)}0`), 1);
    expect(await collect(store().readStream(stream))).toEqual([]);
  });

  it.each<[string, ReadStreamOptions, number[]]>([
    ['forwards', {}, [0, 1, 2, 3, 4]],
    ['from a revision', { from: 3 }, [3, 4]],
    ['from a revision, limited', { from: 1, limit: 2 }, [1, 2]],
    ['from beyond the end', { from: 5 }, []],
    ['backwards', { direction: 'backwards' }, [4, 3, 2, 1, 0]],
    ['backwards, the last one', { direction: 'backwards', limit: 1 }, [4]],
    ['backwards from a revision', { direction: 'backwards', from: 2 }, [2, 1, 0]],
    ['backwards from beyond the end', { direction: 'backwards', from: 99, limit: 2 }, [4, 3]],
    ['nothing at all', { limit: 0 }, []],
  ])('reads a stream %s', async (_, options, revisions) => {
    const stream = sampleStream();
    await appendSamples(store(), stream, 5);
    expect((await collect(store().readStream(stream, options))).map(({ revision }) => revision)).toEqual(revisions);
  });

  it('reads a stream longer than any page, both ways, and stops when told to', async () => {
    const stream = sampleStream();
    const ids = idsOf(await appendSamples(store(), stream, 1_201));
    expect(idsOf(await collect(store().readStream(stream)))).toEqual(ids);
    expect(idsOf(await collect(store().readStream(stream, { direction: 'backwards' })))).toEqual(ids.toReversed());
    const stop = new AbortController();
    let read = 0;
    for await (const event of store().readStream(stream, { signal: stop.signal })) if (++read && event.revision === 9) stop.abort();
    expect(read).toBe(10);
  });
};

const wholeLog = (store: () => EventStore): void => {
  const started = async (): Promise<{ category: string; other: string; ids: string[] }> => {
    const [category, other] = [sampleCategory(), sampleCategory()];
    const streams = [sampleStream(category), sampleStream(other), sampleStream(category)];
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const events = sampleEvents(2, n % 2 === 0 ? 'EvenHappened' : 'OddHappened');
      await store().append(streams[n % 3]!, 'any', events);
      ids.push(...idsOf(events));
    }
    return { category, other, ids };
  };
  const read = async (options: ReadAllOptions): Promise<string[]> => idsOf(await collect(store().readAll(options)));

  it('reads all streams in one order: that of their appends', async () => {
    const from = await store().head();
    const { ids } = await started();
    const events = await collect(store().readAll({ from }));
    expect(idsOf(events)).toEqual(ids);
    for (let n = 1; n < events.length; n += 1) expect(events[n]!.position).toBeGreaterThan(events[n - 1]!.position);
    expect(await store().head()).toBe(events.at(-1)!.position);
    expect(await read({ direction: 'backwards', limit: 12 })).toEqual(ids.toReversed());
    expect(await read({ direction: 'backwards', from: events[3]!.position, limit: 2 })).toEqual([ids[2], ids[1]]);
    expect(await read({ from: events[3]!.position, limit: 2 })).toEqual([ids[4], ids[5]]);
    expect(await read({ from: events.at(-1)!.position })).toEqual([]);
    expect(await read({ direction: 'backwards', from: startPosition })).toEqual([]);
  });

  it('filters by category and by type, both ways', async () => {
    const { category, other, ids } = await started();
    const pick = (...appends: number[]): (string | undefined)[] => appends.flatMap((n) => [ids[2 * n], ids[2 * n + 1]]);
    const both = { categories: [category, other, category] };
    expect(await read({ filter: { categories: [category] } })).toEqual(pick(0, 2, 3, 5));
    expect(await read({ filter: both })).toEqual(ids);
    expect(await read({ filter: { ...both, types: ['OddHappened'] } })).toEqual(pick(1, 3, 5));
    expect(await read({ filter: { categories: [category], types: ['OddHappened', 'Nothing'] } })).toEqual(pick(3, 5));
    expect(await read({ filter: both, direction: 'backwards', limit: 5 })).toEqual(ids.toReversed().slice(0, 5));
    expect(await read({ filter: { types: ['OddHappened'] }, direction: 'backwards', limit: 3 })).toEqual(
      pick(3, 5).toReversed().slice(0, 3),
    );
    expect(await read({ filter: { categories: [category.slice(0, -1)] } })).toEqual([]);
    expect(await read({ filter: { types: [] } })).toEqual([]);
  });

  it('pages through more than any page holds, filtered or not', async () => {
    const from = await store().head();
    const category = sampleCategory();
    const ids = idsOf(await appendSamples(store(), sampleStream(category), 1_201));
    expect(await read({ from })).toEqual(ids);
    expect(await read({ filter: { categories: [category] } })).toEqual(ids);
    expect(await read({ filter: { categories: [category] }, direction: 'backwards' })).toEqual(ids.toReversed());
  });
};

export const readingContract = (store: () => EventStore): void => {
  describe('readStream', () => {
    content(store);
    oneStream(store);
  });
  describe('readAll', () => wholeLog(store));
};
