import { z } from 'zod';
import { type AnyConfigPart, definePart, variable } from './config-part.js';
import { configurationReference } from './configuration-reference.js';
import { configParts } from './index.js';
import { ConfigError, loadConfig, unknownVariables } from './load-config.js';

const enough = {
  DATABASE_URL: 'postgres://u:hunter2@db/postbode',
  POSTBODE_AUTH_ISSUER: 'https://id.example',
  POSTBODE_AUTH_JWKS_URI: 'https://id.example/jwks',
};

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadConfig(configParts, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('loadConfig', () => {
  it('starts from little, with safe defaults', () => {
    const config = loadConfig(configParts, enough);
    expect(config.database.url).toBe(enough.DATABASE_URL);
    expect(config.http).toEqual({ host: '127.0.0.1', port: 3000, bodyLimitBytes: 262_144, trustedProxies: [], cursorKey: undefined });
    expect(config.mailPolicy).toEqual({
      allow: [],
      allowNonSslEmail: false,
      allowCredentialsEntryViaNonSecureChannels: false,
      extraCaFile: undefined,
    });
    expect(config.auth.mode).toBe('oidc');
    expect(config.worker.consumerId).not.toBe('');
  });

  it('reads every kind of value', () => {
    const config = loadConfig(configParts, {
      ...enough,
      POSTBODE_HTTP_PORT: ' 8080 ',
      POSTBODE_HTTP_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      POSTBODE_CURSOR_KEY: Buffer.alloc(32, 5).toString('base64'),
      POSTBODE_MAIL_ALLOW: '127.0.0.1/32:1143,\n::1/128:1024-65535',
      POSTBODE_ALLOW_NON_SSL_EMAIL: 'true',
      POSTBODE_WORKER_ID: '',
    });
    expect(config.http.port).toBe(8080);
    expect(config.http.trustedProxies).toEqual(['10.0.0.0/8', '::1']);
    expect(config.http.cursorKey).toEqual(Buffer.alloc(32, 5));
    expect(config.mailPolicy.allow).toEqual(['127.0.0.1/32:1143', '::1/128:1024-65535']);
    expect(config.mailPolicy.allowNonSslEmail).toBe(true);
  });

  it('lists every problem of every part in one error', () => {
    expect(
      problemsOf({
        POSTBODE_HTTP_PORT: '65536',
        POSTBODE_HTTP_TRUSTED_PROXIES: '10.0.0.0/8 10.0.0.0/33',
        POSTBODE_AUTH_MODE: 'none',
        POSTBODE_MAIL_ALLOW: '10.0.0.0/8:993,10.0.0.0/8,10.0.0.0/8:9-1',
        POSTBODE_ALLOW_NON_SSL_EMAIL: 'yes',
        POSTBODE_WORKER_CONCURRENCY: 'many',
        POSTBODE_LOG_LEVEL: 'loud',
      }),
    ).toEqual([
      'POSTBODE_HTTP_PORT: must be at most 65535',
      'POSTBODE_HTTP_TRUSTED_PROXIES, entry 2: must be an address or a range such as 10.0.0.0/8',
      'DATABASE_URL is not set',
      'POSTBODE_AUTH_MODE: must be oidc or development',
      'POSTBODE_MAIL_ALLOW, entry 2: must be of the form CIDR:port or CIDR:port-port, such as 10.1.0.0/16:993',
      'POSTBODE_MAIL_ALLOW, entry 3: must be of the form CIDR:port or CIDR:port-port, such as 10.1.0.0/16:993',
      expect.stringContaining('POSTBODE_ALLOW_NON_SSL_EMAIL: '),
      'POSTBODE_WORKER_CONCURRENCY: must be a whole number',
      'POSTBODE_LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent',
    ]);
  });

  it('shows no value of a secret that is wrong', () => {
    const problems = problemsOf({ ...enough, DATABASE_URL: 'mysql://u:hunter2@db', POSTBODE_CURSOR_KEY: 'hunter2' });
    expect(problems).toHaveLength(2);
    expect(problems.join()).toMatch(/POSTBODE_CURSOR_KEY.*DATABASE_URL/);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('knows which values need each other', () => {
    expect(problemsOf({ DATABASE_URL: enough.DATABASE_URL })).toEqual([
      'POSTBODE_AUTH_ISSUER is needed when POSTBODE_AUTH_MODE is oidc',
      'POSTBODE_AUTH_JWKS_URI is needed when POSTBODE_AUTH_MODE is oidc',
    ]);
    expect(problemsOf({ DATABASE_URL: enough.DATABASE_URL, POSTBODE_AUTH_MODE: 'development' })).toEqual([]);
  });

  it('reads only the parts it is given, typed', () => {
    const own = definePart({ title: 'Own', variables: { colour: variable('POSTBODE_COLOUR', z.string().default('blue'), 'Colour.') } });
    const config = loadConfig({ own, observability: configParts.observability }, {});
    const colour: string = config.own.colour;
    expect([colour, config.observability.opsPort]).toEqual(['blue', 9464]);
  });

  it('finds names that are probably typing errors', () => {
    expect(unknownVariables(configParts, { ...enough, POSTBODE_ALLOW_NON_SSL_MAIL: 'true', HOME: '/' })).toEqual([
      'POSTBODE_ALLOW_NON_SSL_MAIL',
    ]);
  });
});

describe('the configuration reference', () => {
  const reference = configurationReference(configParts);

  it('has every variable once, the same on every machine', () => {
    const names = Object.values<AnyConfigPart>(configParts).flatMap(({ variables }) => Object.values(variables).map(({ env }) => env));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(reference.split(`| \`${name}\` |`)).toHaveLength(2);
    expect(reference).not.toContain(process.pid.toString());
  });

  it('says what is required, what is secret and what the default is', () => {
    expect(reference).toContain('| `DATABASE_URL` | **required** | Secret. ');
    expect(reference).toContain('| `POSTBODE_HTTP_PORT` | `3000` | ');
    expect(reference).toContain('| `POSTBODE_WORKER_ID` | host name and process id | ');
    expect(reference).toContain('| `POSTBODE_MAIL_ALLOW` | none | ');
    expect(reference).toContain('| `POSTBODE_MAIL_EXTRA_CA_FILE` | – | ');
  });
});
