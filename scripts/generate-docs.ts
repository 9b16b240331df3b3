import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { referenceDocuments } from './reference/reference-documents.js';

const directory = join(process.cwd(), 'docs/reference');

await mkdir(directory, { recursive: true });
for (const [name, text] of Object.entries(await referenceDocuments(process.cwd()))) {
  await writeFile(join(directory, name), text);
  console.log(`docs/reference/${name}`);
}
