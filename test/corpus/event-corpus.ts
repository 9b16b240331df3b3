import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../../libs/domain/src/testing/corpus');

/** The two columns of a stored event, as the log holds them. */
export interface StoredBody {
  readonly data: unknown;
  readonly metadata: unknown;
}

/** Names without `.json`: `<Type>.v<version>`. */
export const corpusFiles = (): string[] =>
  readdirSync(directory)
    .map((file) => file.replace(/\.json$/, ''))
    .sort();

/** Events of one type as some release wrote them. They never change; a new version gets a file of its own. */
export const storedBodies = (type: string, version: number): StoredBody[] =>
  JSON.parse(readFileSync(join(directory, `${type}.v${version}.json`), 'utf8')) as StoredBody[];
