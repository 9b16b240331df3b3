import { existsSync, readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Targets within the repository, without `#…`. */
const linksIn = (markdown: string): string[] =>
  Array.from(markdown.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target)
    .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
    .map((target) => target.replace(/#.*/, ''));

const brokenIn = (file: string, markdown: string): string[] =>
  linksIn(markdown)
    .filter((target) => !existsSync(join(root, dirname(file), target)))
    .map((target) => `${file}: ${target}`);

const documents: string[] = [];
for await (const file of glob(['*.md', '{docs,deploy,apps,libs,test}/**/*.md'], { cwd: root })) documents.push(file);

describe('documents', () => {
  it('are found, with links in them', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md', 'docs/adr/README.md', 'deploy/README.md']));
    expect(documents.flatMap((file) => linksIn(readFileSync(join(root, file), 'utf8'))).length).toBeGreaterThan(10);
  });

  it.each(documents)('%s leads nowhere that is not there', (file) => {
    expect(brokenIn(file, readFileSync(join(root, file), 'utf8'))).toEqual([]);
  });

  it('that lead to what is not there are told', () => {
    expect(brokenIn('docs/x.md', '[a](adr/README.md#x) [b](gone.md) [c](https://example.com) [d](#e)')).toEqual(['docs/x.md: gone.md']);
  });
});
