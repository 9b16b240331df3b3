import { allEvents } from '@postbode/domain';
import { EventRegistry } from '@postbode/event-store';
import type { EventDefinition, Upcaster } from '@postbode/kernel';
import { z } from 'zod';
import { complaintsAbout } from './check-corpus.js';
import { corpusFiles, storedBodies, type StoredBody } from './event-corpus.js';

const metadata = z.strictObject({
  commandId: z.uuid(),
  command: z.string().regex(/^[A-Z][A-Za-z]+$/),
  correlationId: z.uuid(),
  causationId: z.uuid(),
  actor: z.strictObject({ id: z.string(), kind: z.enum(['user', 'service']) }),
  reason: z.string().max(500).optional(),
  schemaVersion: z.int().min(1),
  traceparent: z.string().optional(),
});

const versions = allEvents.flatMap(({ type, version }) => Array.from({ length: version }, (_, index) => [type, index + 1] as const));

/** Paths of a value, lists and maps by what they are: `/settings/name`. */
const pathsIn = (value: unknown, prefix = ''): string[] =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? [prefix]
    : Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, `${prefix}/${key}`));

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

const pathsOf = (schema: JsonSchema, prefix = ''): string[] => {
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (choices.some(({ properties }) => properties !== undefined))
    return choices.filter(({ properties }) => properties !== undefined).flatMap((choice) => pathsOf(choice, prefix));
  return schema.properties === undefined
    ? [prefix]
    : Object.entries(schema.properties).flatMap(([key, inner]) => pathsOf(inner, `${prefix}/${key}`));
};

describe('the corpus of stored events', () => {
  it('has a file for every version of every type, and no other', () => {
    expect(corpusFiles()).toEqual(versions.map(([type, version]) => `${type}.v${version}`).sort());
  });

  it('can all be read as the newest version', () => {
    expect(complaintsAbout(new EventRegistry(allEvents), storedBodies)).toEqual([]);
  });

  it.each(versions)('%s v%d is whole: metadata of its version', (type, version) => {
    const bodies = storedBodies(type, version);
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) expect(metadata.parse(body.metadata)).toMatchObject({ schemaVersion: version });
  });

  it.each(allEvents.map((definition) => [definition.type, definition] as const))('%s shows every field there is', (type, definition) => {
    const shown = new Set(storedBodies(type, definition.version).flatMap(({ data }) => pathsIn(data)));
    const known = pathsOf(z.toJSONSchema(definition.schema) as JsonSchema);
    // A map's keys are not fields: what lies below it shows it.
    expect(known.filter((path) => ![...shown].some((one) => one === path || one.startsWith(`${path}/`)))).toEqual([]);
  });
});

describe('an event that grew a version', () => {
  const stored: StoredBody = {
    data: { title: 'old' },
    metadata: { ...(storedBodies('ProfileDeleted', 1)[0]?.metadata as object), schemaVersion: 1 },
  };
  const newest: StoredBody = { data: { name: 'new', tags: ['a'] }, metadata: { ...(stored.metadata as object), schemaVersion: 2 } };
  const corpus = (_type: string, version: number): StoredBody[] => (version === 1 ? [stored] : [newest]);
  const grown = (upcasters: Readonly<Record<number, Upcaster>>): EventDefinition => ({
    type: 'ThingNamed',
    version: 2,
    schema: z.strictObject({ name: z.string(), tags: z.array(z.string()) }),
    upcasters,
  });

  it('is read through its upcaster', () => {
    const registry = new EventRegistry([grown({ 1: (data) => ({ name: (data as { title: string }).title, tags: [] }) })]);
    expect(complaintsAbout(registry, corpus)).toEqual([]);
  });

  it('is not accepted without its upcaster', () => {
    expect(() => new EventRegistry([grown({})])).toThrow('no upcaster from version 1');
  });

  it.each<[string, Upcaster, string]>([
    ['changes nothing', (data) => data, 'ZodError'],
    ['forgets a field', (data) => ({ name: (data as { title: string }).title }), 'ZodError'],
    [
      'falls over',
      () => {
        throw new Error('no title');
      },
      'DomainError',
    ],
  ])('is complained about when its upcaster %s', (_, upcaster, complaint) => {
    expect(complaintsAbout(new EventRegistry([grown({ 1: upcaster })]), corpus)).toEqual([`ThingNamed.v1 #0: ${complaint}`]);
  });
});

describe('a schema that changed without a new version', () => {
  it('is complained about', () => {
    const changed = allEvents.map((definition): EventDefinition =>
      definition.type === 'ProfileDeleted'
        ? { ...definition, schema: z.strictObject({ profileId: z.uuid(), because: z.string() }) }
        : definition,
    );
    expect(complaintsAbout(new EventRegistry(changed), storedBodies)).toEqual(['ProfileDeleted.v1 #0: ZodError']);
  });
});
