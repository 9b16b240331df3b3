import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rootAbove = (folder: string): string => (existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder)));

/** Where `package.json` is: the same for the sources and for what is built of them. */
export const repositoryRoot = rootAbove(fileURLToPath(new URL('.', import.meta.url)));
