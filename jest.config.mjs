import { readFileSync } from 'node:fs';

// The one place that knows the aliases is tsconfig.json; jest derives its own from there.
const { compilerOptions } = JSON.parse(readFileSync(new URL('./tsconfig.json', import.meta.url), 'utf8'));
const aliases = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([alias, [file]]) => [`^${alias}$`, `<rootDir>/${file.slice(2)}`]),
);

const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: testMatch.flatMap((pattern) => ['apps', 'libs', 'test', 'scripts'].map((top) => `<rootDir>/${top}/${pattern}`)),
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { ...aliases, '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { module: { type: 'es6' } }] },
  ...extra,
});

const database = {
  globalSetup: '<rootDir>/libs/testing/src/postgres-global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/src/postgres-global-teardown.mjs',
};

export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    { ...project('unit', ['**/*.spec.ts']), testPathIgnorePatterns: ['\\.(int|e2e|real)\\.spec\\.ts$', '/node_modules/', '/dist/'] },
    project('int', ['**/*.int.spec.ts'], database),
    project('e2e', ['**/*.e2e.spec.ts'], database),
    project('real', ['**/*.real.spec.ts'], database),
  ],
};
