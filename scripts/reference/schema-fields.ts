/** The parts of JSON Schema (2020-12) that zod writes for our events. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface Field {
  /** Dotted path, `settings.name`. */
  readonly path: string;
  readonly type: string;
  /** The value of the discriminator it is there for, `imap`; empty: always. */
  readonly when: string;
  readonly optional: boolean;
}

const formats: Readonly<Record<string, string>> = { uuid: 'UUID', 'date-time': 'instant' };

const range = (least: number | undefined, most: number | undefined): string => {
  const bounded = most !== undefined && most < Number.MAX_SAFE_INTEGER;
  if (bounded) return `, ${least ?? 0}–${most}`;
  return least === undefined || least === Number.MIN_SAFE_INTEGER ? '' : `, at least ${least}`;
};

const textType = ({ format, minLength, maxLength }: JsonSchema): string => {
  const name = formats[format ?? ''] ?? 'string';
  if (maxLength === undefined) return name;
  return `${name}, ${minLength === undefined ? 'at most ' : `${minLength}–`}${maxLength} characters`;
};

const isFromTo = ({ properties }: JsonSchema): boolean => Object.keys(properties ?? {}).join() === 'from,to';

const alternatives = (schema: JsonSchema): readonly JsonSchema[] => schema.anyOf ?? schema.oneOf ?? [];

/** `integer, 1–65535`, `"User" or "Queue"`, `UUID or null`. */
export const typeText = (schema: JsonSchema): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  const choices = alternatives(schema);
  if (choices.length > 0) return choices.map(typeText).join(' or ');
  if (schema.type === 'string') return textType(schema);
  if (schema.type === 'integer' || schema.type === 'number') return `${schema.type}${range(schema.minimum, schema.maximum)}`;
  if (schema.type === 'array') return `list of ${typeText(schema.items ?? {})}`;
  if (isFromTo(schema)) return `{ from, to } of ${typeText(schema.properties?.['to'] ?? {})}`;
  if (typeof schema.additionalProperties === 'object') return `map of ${typeText(schema.additionalProperties)}`;
  return schema.type ?? 'anything';
};

const discriminatorOf = (variants: readonly JsonSchema[]): string | undefined =>
  Object.keys(variants[0]?.properties ?? {}).find((name) => variants.every(({ properties }) => properties?.[name]?.const !== undefined));

const variantFields = (path: string, variants: readonly JsonSchema[], discriminator: string): Field[] => {
  const typeOf = (variant: JsonSchema): string => typeText(variant.properties?.[discriminator] ?? {});
  return [
    { path: `${path}.${discriminator}`, type: variants.map(typeOf).join(' or '), when: '', optional: false },
    ...variants.flatMap((variant) =>
      fieldsOf(variant, path)
        .filter((field) => field.path !== `${path}.${discriminator}`)
        .map((field) => ({ ...field, when: `${discriminator} ${typeOf(variant)}` })),
    ),
  ];
};

const fieldOrFields = (path: string, schema: JsonSchema, optional: boolean): Field[] => {
  const choices = alternatives(schema);
  const objects = choices.filter(({ properties }) => properties !== undefined);
  const leaf = (type: string): Field => ({ path, type, when: '', optional });
  if (objects.length > 1) {
    const discriminator = discriminatorOf(objects);
    if (discriminator !== undefined) return variantFields(path, objects, discriminator);
  }
  if (objects.length === 1 && objects[0] !== undefined) return [leaf(typeText(schema)), ...fieldsOf(objects[0], path)];
  if (schema.properties !== undefined && !isFromTo(schema)) return fieldsOf(schema, path);
  return [leaf(typeText(schema))];
};

/** Every field of an object schema, objects within it flattened, in the order of the schema. */
export const fieldsOf = (schema: JsonSchema, prefix = ''): Field[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    fieldOrFields(prefix === '' ? name : `${prefix}.${name}`, property, !(schema.required ?? []).includes(name)),
  );
