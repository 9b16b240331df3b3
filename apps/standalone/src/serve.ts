import { randomBytes } from 'node:crypto';
import { openAccess, serveHttp, startInFrame, type RunningService } from '@postbode/composition';
import { CursorCodec, migrateHttp, PostgresIdempotencyStore, roles, type DevelopmentIssuer } from '@postbode/http';
import type { Environment } from '@postbode/config';
import { createLogger, type Logger } from '@postbode/observability';
import { dataDirectoryOf, standaloneConfig, type StandaloneConfig } from './config.js';
import { openPorts } from './open-ports.js';
import { EmbeddedPostgres } from './postgres/embedded-postgres.js';
import { StandaloneModule } from './standalone.module.js';

export interface RunningStandalone extends RunningService {
  /** Of the API, `http://host:port`. */
  readonly url: string;
  /** Of `/metrics`, `/livez`, `/readyz`. */
  readonly opsUrl: string;
  /** A token with every role for that many seconds; undefined when an OpenID Connect provider issues them. */
  token(lifetimeSeconds: number): Promise<string | undefined>;
}

const tokenFrom = (issuer: DevelopmentIssuer | undefined, lifetimeSeconds: number): Promise<string | undefined> =>
  issuer === undefined ? Promise.resolve(undefined) : issuer.issue({ subject: 'administrator', roles, lifetimeSeconds });

interface Started {
  url: string;
  issuer: DevelopmentIssuer | undefined;
}

const startServices = async (
  config: StandaloneConfig,
  logger: Logger,
  postgres: EmbeddedPostgres | undefined,
): Promise<RunningStandalone> => {
  const started: Started = { url: '', issuer: undefined };
  const service = await startInFrame(config.observability, logger, async (frame) => {
    if (postgres !== undefined) frame.lifecycle.own('close', 'embedded postgres', postgres);
    const ports = await openPorts(config, frame);
    await migrateHttp(ports.pool);
    const { verifier, developmentIssuer } = await openAccess(config.auth, ports.clock);
    const served = {
      module: StandaloneModule.register(ports),
      api: { title: 'Postbode', version: '1', description: 'Server-side e-mail synchronization: commands, reads and history.' },
      verifier,
      idempotency: new PostgresIdempotencyStore(ports.pool),
      cursors: new CursorCodec(config.http.cursorKey ?? randomBytes(32)),
    };
    started.url = await serveHttp(config.http, served, frame);
    started.issuer = developmentIssuer;
  });
  return {
    lifecycle: service.lifecycle,
    opsPort: service.opsPort,
    url: started.url,
    opsUrl: `http://${config.observability.opsHost}:${service.opsPort}`,
    token: (lifetimeSeconds) => tokenFrom(started.issuer, lifetimeSeconds),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
};

/**
 * Everything in one process. Without `DATABASE_URL`, Postgres is ours too, in the data directory.
 * @throws ConfigError; whatever keeps a part from starting, after ending the others
 */
export const startStandalone = async (environment: Environment): Promise<RunningStandalone> => {
  const given = environment['DATABASE_URL'];
  const postgres = given === undefined || given === '' ? await EmbeddedPostgres.start(dataDirectoryOf(environment)) : undefined;
  try {
    const config = standaloneConfig(environment, postgres?.url ?? given ?? '');
    const logger = createLogger({ service: 'standalone', level: config.observability.logLevel });
    return await startServices(config, logger, postgres);
  } catch (error) {
    await postgres?.[Symbol.asyncDispose]();
    throw error;
  }
};
