import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, loadConfig, unknownVariables, type Environment } from '@postbode/config';
import { parse } from 'yaml';
import { partsOfServices } from './reference/configuration-document.js';

const root = join(import.meta.dirname, '..');

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
}

const { services, volumes } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
  volumes: Readonly<Record<string, null>>;
};
const ours = Object.entries(services).filter(([name]) => name !== 'postgres');

/** `${NAME:-default}` as compose does it: what `given` says, else the default. */
const environmentOf = ({ environment = {} }: Service, given: Environment = {}): Environment =>
  Object.fromEntries(
    Object.entries(environment).map(([name, text]) => [
      name,
      text.replaceAll(/\$\{(\w+):-([^}]*)\}/g, (_, variable: string, byDefault: string) => given[variable] ?? byDefault),
    ]),
  );

const partsOf = (name: string) => partsOfServices[name] ?? {};

describe('docker-compose.yml', () => {
  it('runs the four services, each by an entry that is there', () => {
    expect(ours.map(([name]) => name).sort()).toEqual(Object.keys(partsOfServices).sort());
    for (const [name, { command }] of ours) {
      expect(command).toEqual(['node', `dist/apps/${name}/src/main.js`]);
      expect(existsSync(join(root, `apps/${name}/src/main.ts`))).toBe(true);
    }
  });

  it.each(ours)('gives %s all it needs, and nothing it does not read', (name, service) => {
    const environment = environmentOf(service);
    expect(() => loadConfig(partsOf(name), environment)).not.toThrow();
    expect(unknownVariables(partsOf(name), environment)).toEqual([]);
  });

  it('takes an OpenID Connect provider from outside, and says what is missing', () => {
    const service = services['command-service'] ?? {};
    const load = (given: Environment): unknown => loadConfig(partsOf('command-service'), environmentOf(service, given));
    const provider = { POSTBODE_AUTH_ISSUER: 'https://login.example.com', POSTBODE_AUTH_JWKS_URI: 'https://login.example.com/keys' };
    expect(load({ POSTBODE_AUTH_MODE: 'oidc', ...provider })).toMatchObject({
      auth: { mode: 'oidc', issuer: 'https://login.example.com' },
    });
    expect(() => load({ POSTBODE_AUTH_MODE: 'oidc' })).toThrow(ConfigError);
  });

  it.each(ours)('mounts for %s every folder it is told of', (_, service) => {
    const mounts = (service.volumes ?? []).map((volume) => volume.split(':') as [string, string]);
    for (const [volume] of mounts) expect(volumes).toHaveProperty(volume);
    const folders = Object.values(environmentOf(service)).filter((text) => text?.startsWith('/') === true);
    expect(folders.length).toBeGreaterThan(0);
    expect(folders.filter((folder) => !mounts.some(([, mount]) => `${String(folder)}/`.startsWith(`${mount}/`)))).toEqual([]);
  });

  it('lets workers be scaled: no port and no name of their own', () => {
    expect(services['sync-worker']).not.toHaveProperty('ports');
    expect(services['sync-worker']).not.toHaveProperty('container_name');
  });
});

describe('deploy/Dockerfile', () => {
  const lines = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8').split('\n');

  it('makes every mount, owned by a user that is not root', () => {
    const made = lines.find((line) => line.startsWith('RUN install -d -o node'))?.split(' ') ?? [];
    const mounts = ours.flatMap(([, service]) => (service.volumes ?? []).map((volume) => volume.split(':')[1]));
    expect(mounts.filter((mount) => !made.includes(mount ?? ''))).toEqual([]);
    expect(lines.lastIndexOf('USER node')).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('FROM ')));
  });
});
