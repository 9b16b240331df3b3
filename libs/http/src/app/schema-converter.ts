import { z } from 'zod';

type Json = Record<string, unknown>;

const isZod = (schema: unknown): schema is z.core.$ZodType => typeof schema === 'object' && schema !== null && '_zod' in schema;

/** A reader must tolerate new fields, so only a strict object says that it has no others. */
const tolerant = ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Json }): void => {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && def.catchall === undefined) delete jsonSchema['additionalProperties'];
};

const convert = (schema: z.core.$ZodType, io: 'input' | 'output'): Json =>
  z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any', override: tolerant });

const rename = (json: Json, names: ReadonlySet<string>): Json => {
  const text = JSON.stringify(json).replace(/"#\/\$defs\/([^"]+)"/g, (whole, name: string) =>
    names.has(name) ? `"#/$defs/${name}Input"` : whole,
  );
  return JSON.parse(text) as Json;
};

/** What a field with a default is differs between request and answer: the request's form is then called `…Input`. */
const inputForm = (schema: z.core.$ZodType): Json => {
  const input = convert(schema, 'input');
  const inputs = (input['$defs'] ?? {}) as Json;
  const outputs = (convert(schema, 'output')['$defs'] ?? {}) as Json;
  const differing = new Set(Object.keys(inputs).filter((name) => JSON.stringify(inputs[name]) !== JSON.stringify(outputs[name])));
  if (differing.size === 0) return input;
  const renamed = rename(input, differing);
  const definitions = Object.entries(renamed['$defs'] as Json).map(([name, value]) => [differing.has(name) ? `${name}Input` : name, value]);
  return { ...renamed, $defs: Object.fromEntries(definitions) as Json };
};

/** zod 4 to the JSON Schema 2020-12 of OpenAPI 3.1; a schema with `.meta({ id })` becomes a named component. */
export const convertSchema = (
  schema: unknown,
  { schemaType }: { schemaType: 'input' | 'output' },
): { schema: Json; components: Json } | undefined => {
  if (!isZod(schema)) return undefined;
  const { $defs, ...json } = schemaType === 'input' ? inputForm(schema) : convert(schema, 'output');
  delete json['$schema'];
  return { schema: json, components: ($defs ?? {}) as Json };
};
