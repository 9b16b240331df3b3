import { z } from 'zod';
import { fieldsOf, typeText, type JsonSchema } from './schema-fields.js';

const json = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema) as JsonSchema;

describe('a type in words', () => {
  it.each<[z.ZodType, string]>([
    [z.uuid(), 'UUID'],
    [z.iso.datetime().nullable(), 'instant or null'],
    [z.string(), 'string'],
    [z.string().max(9), 'string, at most 9 characters'],
    [z.string().min(1).max(9), 'string, 1–9 characters'],
    [z.int().min(1).max(65_535), 'integer, 1–65535'],
    [z.int().min(0), 'integer, at least 0'],
    [z.int(), 'integer'],
    [z.number(), 'number'],
    [z.enum(['A', 'B']), '"A" or "B"'],
    [z.array(z.string()), 'list of string'],
    [z.record(z.string(), z.boolean()), 'map of boolean'],
    [z.strictObject({ from: z.boolean(), to: z.boolean() }), '{ from, to } of boolean'],
    [z.unknown(), 'anything'],
  ])('%#: %s', (schema, words) => {
    expect(typeText(json(schema))).toBe(words);
  });
});

describe('fields', () => {
  it('of objects within objects have paths; optional ones are marked', () => {
    const schema = z.strictObject({ settings: z.strictObject({ name: z.string(), port: z.int().optional() }) });
    expect(fieldsOf(json(schema))).toEqual([
      { path: 'settings.name', type: 'string', when: '', optional: false },
      { path: 'settings.port', type: 'integer', when: '', optional: true },
    ]);
  });

  it('of a change are one', () => {
    const schema = z.strictObject({ changes: z.strictObject({ name: z.strictObject({ from: z.string(), to: z.string() }).optional() }) });
    expect(fieldsOf(json(schema))).toEqual([{ path: 'changes.name', type: '{ from, to } of string', when: '', optional: true }]);
  });

  it('of what may be null are listed below it', () => {
    expect(fieldsOf(json(z.strictObject({ blob: z.strictObject({ segment: z.string() }).nullable() })))).toMatchObject([
      { path: 'blob', type: 'object or null' },
      { path: 'blob.segment', type: 'string' },
    ]);
  });

  it('of one variant say which', () => {
    const imap = z.strictObject({ protocol: z.literal('imap'), uid: z.int() });
    const pop3 = z.strictObject({ protocol: z.literal('pop3'), uidl: z.string() });
    expect(fieldsOf(json(z.strictObject({ remote: z.discriminatedUnion('protocol', [imap, pop3]) })))).toEqual([
      { path: 'remote.protocol', type: '"imap" or "pop3"', when: '', optional: false },
      { path: 'remote.uid', type: 'integer', when: 'protocol "imap"', optional: false },
      { path: 'remote.uidl', type: 'string', when: 'protocol "pop3"', optional: false },
    ]);
  });
});
