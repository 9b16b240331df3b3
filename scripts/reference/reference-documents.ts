import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { configurationDocument } from './configuration-document.js';
import { eventReference } from './event-reference.js';
import { openApiJson } from './openapi-document.js';
import { problemDocument } from './problem-reference.js';

const notice = '<!-- Written by `npm run docs`. -->';

/** File name under `docs/reference` -> its text, formatted as everything here is. */
export const referenceDocuments = async (root: string): Promise<Readonly<Record<string, string>>> => {
  const options = await resolveConfig(join(root, 'docs/reference/events.md'));
  const formatted = (text: string): Promise<string> => format(`${notice}\n\n${text}`, { ...options, parser: 'markdown' });
  return {
    'configuration.md': await formatted(configurationDocument()),
    'events.md': await formatted(eventReference()),
    'problems.md': await formatted(await problemDocument(root)),
    'openapi.json': await format(await openApiJson(), { ...options, parser: 'json' }),
  };
};
