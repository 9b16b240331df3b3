import type { AnyConfigPart, ConfigParts, Variable } from './config-part.js';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const defaultOf = ({ schema, defaultText }: Variable<unknown>): string => {
  if (defaultText !== undefined) return defaultText;
  const result = schema.safeParse(undefined);
  if (!result.success) return '**required**';
  if (result.data === undefined) return '–';
  return Array.isArray(result.data) && result.data.length === 0 ? 'none' : `\`${textOf(result.data)}\``;
};

const rowOf = (one: Variable<unknown>): string =>
  `| \`${one.env}\` | ${defaultOf(one)} | ${one.kind === 'secret' ? 'Secret. ' : ''}${one.description} |`;

const sectionOf = ({ title, variables }: AnyConfigPart): string =>
  [`## ${title}`, '', '| variable | default | meaning |', '|---|---|---|', ...Object.values(variables).map(rowOf), ''].join('\n');

/** `docs/reference/configuration.md`: every variable of every part, in the parts' order. */
export const configurationReference = (parts: ConfigParts): string =>
  [
    '# Configuration',
    '',
    'Read from the environment at start. An app that finds anything wrong lists every problem and does not start.',
    '',
  ]
    .concat(Object.values(parts).map(sectionOf))
    .join('\n');
