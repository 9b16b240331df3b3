import type { z } from 'zod';

/** One environment variable: its schema reads text (or `undefined` when it is not set). */
export interface Variable<Value> {
  readonly env: string;
  readonly schema: z.ZodType<Value>;
  /** For the reference: unit, effect, when to change it. */
  readonly description: string;
  /** Never shown, not even when it is wrong. */
  readonly kind: 'plain' | 'secret';
  /** For a default that depends on the machine. */
  readonly defaultText?: string;
}

/** A group of variables that belong together; every app composes its own configuration from parts. */
export interface ConfigPart<Values extends object> {
  readonly title: string;
  readonly variables: { readonly [Name in keyof Values]: Variable<Values[Name]> };
  /** What is wrong with the values together, one line each, naming the variable. Called only when each is right by itself. */
  readonly check?: (values: Values) => readonly string[];
}

/** A part whose values are not known. */
export interface AnyConfigPart {
  readonly title: string;
  readonly variables: Readonly<Record<string, Variable<unknown>>>;
  readonly check?: (values: never) => readonly string[];
}

export type ConfigParts = Readonly<Record<string, AnyConfigPart>>;

/** The values of a composition of parts: `ConfigOf<typeof parts>`. */
export type ConfigOf<Parts extends ConfigParts> = {
  readonly [Name in keyof Parts]: Parts[Name] extends ConfigPart<infer Values> ? Readonly<Values> : never;
};

export const variable = <Value>(env: string, schema: z.ZodType<Value>, description: string, defaultText?: string): Variable<Value> => ({
  env,
  schema,
  description,
  kind: 'plain',
  ...(defaultText === undefined ? {} : { defaultText }),
});

export const secret = <Value>(env: string, schema: z.ZodType<Value>, description: string): Variable<Value> => ({
  env,
  schema,
  description,
  kind: 'secret',
});

export const definePart = <Values extends object>(part: ConfigPart<Values>): ConfigPart<Values> => part;
