import { randomId, type EventDefinition } from '@postbode/kernel';
import { z } from 'zod';
import { InMemoryEventStore } from '../in-memory/in-memory-event-store.js';
import { collect, sampleEvent, sampleMetadata, sampleStream } from '../testing/sample-events.js';
import { InvalidEventDataError, UnknownEventTypeError, UnreadableEventError, UnsupportedSchemaVersionError } from './event-codec.errors.js';
import { EventRegistry } from './event-registry.js';

const renamed: EventDefinition = {
  type: 'ThingRenamed',
  version: 3,
  schema: z.strictObject({ name: z.string().min(1), by: z.string(), tags: z.array(z.string()) }),
  upcasters: {
    1: (data) => ({ name: (data as { title: string }).title, by: 'unknown' }),
    2: (data) => ({ ...(data as object), tags: [] }),
  },
};
const removed: EventDefinition = { type: 'ThingRemoved', version: 1, schema: z.strictObject({}) };
const registry = new EventRegistry([renamed, removed]);

const write = (data: unknown, type = 'ThingRenamed') => registry.encode(sampleEvent(data, { type }));
const read = (data: unknown, schemaVersion: number, type = 'ThingRenamed') =>
  registry.decode(type, { data: JSON.stringify(data), metadata: JSON.stringify(sampleMetadata({ schemaVersion })) });

describe('writing', () => {
  it('stores what the schema returns, at the registered version, whatever version the caller put', () => {
    const body = write({ name: 'a', by: 'b', tags: [] });
    expect(JSON.parse(body.data)).toEqual({ name: 'a', by: 'b', tags: [] });
    expect(JSON.parse(body.metadata)).toMatchObject({ schemaVersion: 3, command: 'DoSample' });
  });

  it.each([
    ['an unknown field', { name: 'a', by: 'b', tags: [], password: 'hunter2' }, ''],
    ['a missing field', { name: 'a', tags: [] }, '/by'],
    ['a wrong element', { name: 'a', by: 'b', tags: ['x', 1] }, '/tags/1'],
    ['no data', null, ''],
  ])('refuses %s, naming the field and no value', (_, data, pointer) => {
    const refused = (): unknown => write(data);
    expect(refused).toThrow(InvalidEventDataError);
    expect(refused).toThrow(`(${pointer === '' ? '/' : pointer}: `);
    expect(refused).not.toThrow('hunter2');
  });

  it('refuses a type nobody registered', () => {
    expect(() => write({}, 'ThingForgotten')).toThrow(UnknownEventTypeError);
  });
});

describe('reading', () => {
  it.each([
    [1, { title: 'old' }, { name: 'old', by: 'unknown', tags: [] }],
    [2, { name: 'old', by: 'x' }, { name: 'old', by: 'x', tags: [] }],
    [3, { name: 'new', by: 'x', tags: ['y'] }, { name: 'new', by: 'x', tags: ['y'] }],
  ])('gives version %d as the newest', (version, stored, expected) => {
    expect(read(stored, version)).toMatchObject({ data: expected, metadata: { schemaVersion: version } });
  });

  it('keeps the metadata of one append once, and never takes one for another', () => {
    const [one, two] = [JSON.stringify(sampleMetadata({ command: 'One' })), JSON.stringify(sampleMetadata({ command: 'Two' }))];
    const decoded = [one, one, two, one].map((metadata) => registry.decode('ThingRemoved', { data: '{}', metadata }).metadata);
    expect(decoded[1]).toBe(decoded[0]);
    expect(decoded.map(({ command }) => command)).toEqual(['One', 'One', 'Two', 'One']);
  });

  it('lets unknown fields pass', () => {
    expect(read({ name: 'n', by: 'b', tags: [], later: 1 }, 3).data).toEqual({ name: 'n', by: 'b', tags: [], later: 1 });
  });

  it('fails loudly on an unknown type, a newer version, a failing upcaster and broken text', () => {
    expect(() => read({}, 1, 'ThingForgotten')).toThrow(UnknownEventTypeError);
    expect(() => read({}, 4)).toThrow(UnsupportedSchemaVersionError);
    expect(() => read(null, 1)).toThrow(UnreadableEventError);
    expect(() => registry.decode('ThingRemoved', { data: '{', metadata: JSON.stringify(sampleMetadata()) })).toThrow(UnreadableEventError);
  });
});

describe('registering', () => {
  it.each<[string, EventDefinition[]]>([
    ['registered twice', [removed, removed]],
    ['no upcaster from version 2', [{ ...renamed, upcasters: { 1: (data: unknown) => data } }]],
    ['no upcaster from version 1', [{ ...removed, version: 2 }]],
    ['an upcaster from version 1', [{ ...removed, upcasters: { 1: (data: unknown) => data } }]],
    ['whole number from 1', [{ ...removed, version: 0 }]],
  ])('refuses: %s', (message, definitions) => {
    expect(() => new EventRegistry(definitions)).toThrow(message);
  });

  it('lists what it holds', () => {
    expect(registry.definitions).toEqual([renamed, removed]);
  });
});

describe('a store with a registry', () => {
  it('validates on append, writing nothing of a batch with one bad event, and upcasts on read', async () => {
    const old = new EventRegistry([{ type: 'ThingRenamed', version: 1, schema: z.object({ title: z.string() }) }]);
    const stores = { codec: old };
    const stream = sampleStream();
    const store = new InMemoryEventStore({
      codec: { encode: (event) => stores.codec.encode(event), decode: (...stored) => stores.codec.decode(...stored) },
    });
    await store.append(stream, -1, [sampleEvent({ title: 'first' }, { type: 'ThingRenamed' })]);
    stores.codec = registry;
    const bad = [sampleEvent({}, { type: 'ThingRemoved' }), sampleEvent({ title: 'late' }, { type: 'ThingRenamed', id: randomId() })];
    await expect(store.append(stream, 0, bad)).rejects.toThrow(InvalidEventDataError);
    const events = await collect(store.readStream(stream));
    expect(events.map(({ data }) => data)).toEqual([{ name: 'first', by: 'unknown', tags: [] }]);
  });
});
