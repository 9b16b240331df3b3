import type { AnyConfigPart, ConfigOf, ConfigParts, Variable } from './config-part.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the configuration, at once. No value is quoted. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Set to nothing counts as not set: that is how container files leave a variable out. */
const textOf = (env: string, environment: Environment): string | undefined => {
  const text = environment[env];
  return text === undefined || text.trim() === '' ? undefined : text.trim();
};

const explain = ({ env, kind, schema }: Variable<unknown>, text: string | undefined): string[] => {
  if (text === undefined) return [`${env} is not set`];
  if (kind === 'secret') return [`${env} is not of the right form (its value is not shown)`];
  const { error } = schema.safeParse(text);
  return (error?.issues ?? []).map(({ message, path }) => `${env}${path.length === 0 ? '' : `, entry ${Number(path[0]) + 1}`}: ${message}`);
};

const readPart = (part: AnyConfigPart, environment: Environment, problems: string[]): Record<string, unknown> => {
  const before = problems.length;
  const values: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(part.variables)) {
    const text = textOf(one.env, environment);
    const result = one.schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else problems.push(...explain(one, text));
  }
  if (problems.length === before) problems.push(...(part.check?.(values as never) ?? []));
  return values;
};

/**
 * Reads every part from the environment.
 * @throws ConfigError that lists every problem of every part
 */
export const loadConfig = <Parts extends ConfigParts>(parts: Parts, environment: Environment = process.env): ConfigOf<Parts> => {
  const problems: string[] = [];
  const entries = Object.entries(parts).map(([name, part]) => [name, readPart(part, environment, problems)]);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(entries) as ConfigOf<Parts>;
};

/** Names that begin with `POSTBODE_` and that no part knows: most likely typing errors, worth a warning. */
export const unknownVariables = (parts: ConfigParts, environment: Environment = process.env): string[] => {
  const known = new Set(Object.values(parts).flatMap(({ variables }) => Object.values(variables).map(({ env }) => env)));
  return Object.keys(environment)
    .filter((name) => name.startsWith('POSTBODE_') && !known.has(name))
    .sort();
};
