import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { referenceDocuments } from './reference-documents.js';

const root = join(import.meta.dirname, '../..');
const documents = await referenceDocuments(root);

describe('the reference', () => {
  it.each(Object.keys(documents))('%s is what the code says (else: npm run docs)', async (name) =>
    expect(await readFile(join(root, 'docs/reference', name), 'utf8')).toBe(documents[name]),
  );
});
