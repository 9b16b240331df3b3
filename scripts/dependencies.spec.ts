import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const read = (file: string): Promise<string> => readFile(join(root, file), 'utf8');

interface Row {
  readonly name: string;
  readonly version: string;
  readonly floor: string;
}

/** Path in the tree -> version, as in a lock file. */
type Tree = Readonly<Record<string, string>>;

const rowsOf = (document: string): Row[] =>
  Array.from(document.matchAll(/^\| (\S+) +\| (\d\S*) +\| (\S+) +\|/gm), ([, name = '', version = '', floor = '']) => ({
    name,
    version,
    floor,
  }));

const treeOf = (lock: string): Tree => {
  const { packages } = JSON.parse(lock) as { packages: Record<string, { version?: string }> };
  return Object.fromEntries(Object.entries(packages).map(([path, { version = '' }]) => [path, version]));
};

const copiesOf = (tree: Tree, name: string): [string, string][] =>
  Object.entries(tree).filter(([path]) => path.endsWith(`node_modules/${name}`) && !path.includes('/@types/'));

const numbersOf = (version: string): number[] => (version.split('-')[0] ?? '').split('.').map(Number);

const isBelow = (version: string, floor: string): boolean => {
  const [ours, least] = [numbersOf(version), numbersOf(floor)];
  const first = least.findIndex((number, place) => number !== ours[place]);
  return first !== -1 && (ours[first] ?? 0) < (least[first] ?? 0);
};

const tooOld = (tree: Tree, rows: readonly Row[]): string[] =>
  rows
    .filter(({ floor }) => floor !== '–')
    .flatMap(({ name, floor }) => copiesOf(tree, name).filter(([, version]) => isBelow(version, floor)))
    .map(([path, version]) => `${path} ${version}`);

const rows = rowsOf(await read('docs/reference/dependencies.md'));
const tree = treeOf(await read('package-lock.json'));

describe('dependencies', () => {
  it('of production are all in the table, with the version we use', async () => {
    const { dependencies } = JSON.parse(await read('package.json')) as { dependencies: Record<string, string> };
    expect(Object.fromEntries(rows.map(({ name, version }) => [name, version]))).toEqual(dependencies);
  });

  it('are nowhere below their floor', () => expect(tooOld(tree, rows)).toEqual([]));

  it('have no nodemailer below 10.4.1, locked or installed', async () => {
    const floor = rows.find(({ name }) => name === 'nodemailer')?.floor ?? '0.0.0';
    expect(isBelow(floor, '10.4.1')).toBe(false);
    const copies = copiesOf(tree, 'nodemailer');
    expect(copies.length).toBeGreaterThan(0);
    for (const [path, version] of copies)
      expect(JSON.parse(await read(`${path}/package.json`))).toMatchObject({ name: 'nodemailer', version });
  });

  it('that hide below another package are found', () => {
    const nested = { ...tree, 'node_modules/mailparser/node_modules/nodemailer': '10.3.1' };
    expect(tooOld(nested, rows)).toEqual(['node_modules/mailparser/node_modules/nodemailer 10.3.1']);
  });

  it.each([
    ['10.4.1', '10.4.1', false],
    ['10.4.0', '10.4.1', true],
    ['9.99.99', '10.4.1', true],
    ['10.10.0', '10.4.1', false],
    ['11.0.0', '10.4.1', false],
  ])('%s is below %s: %s', (version, floor, below) => {
    expect(isBelow(version, floor)).toBe(below);
  });
});
