import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configParts, type AnyConfigPart } from '@postbode/config';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly container_name?: string;
}

const { services } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
};
const ours = Object.entries(services).filter(([name]) => name !== 'postgres');

describe('docker-compose.yml', () => {
  it('runs the four services, each by an entry that is there', () => {
    expect(ours.map(([name]) => name).sort()).toEqual(['command-service', 'projection-service', 'query-service', 'sync-worker']);
    for (const [, { command }] of ours) {
      const [, app = ''] = /^dist\/(apps\/[\w-]+\/src\/main)\.js$/.exec(command?.[1] ?? '') ?? [];
      expect([command, existsSync(join(root, `${app}.ts`))]).toEqual([command, true]);
    }
  });

  it('sets only variables that a service knows', () => {
    const parts: readonly AnyConfigPart[] = Object.values(configParts);
    const known = new Set(parts.flatMap(({ variables }) => Object.values(variables).map(({ env }) => env)));
    const set = ours.flatMap(([, { environment }]) => Object.keys(environment ?? {}));
    expect(set.length).toBeGreaterThan(15);
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });

  it('lets workers be scaled: no port and no name of their own', () => {
    expect(services['sync-worker']).not.toHaveProperty('ports');
    expect(services['sync-worker']).not.toHaveProperty('container_name');
  });
});
