import { NestFactory } from '@nestjs/core';
import { Lifecycle, Metrics, nestLogger, Readiness, startOpsServer, type Logger } from '@postbode/observability';
import { ProjectionServiceModule } from './app.module.js';
import type { ProjectionServiceConfig } from './config.js';
import { openPorts } from './open-ports.js';

export interface RunningService extends AsyncDisposable {
  readonly lifecycle: Lifecycle;
  /** Of `/livez`, `/readyz` and `/metrics`. */
  readonly opsPort: number;
}

const start = async (config: ProjectionServiceConfig, logger: Logger, lifecycle: Lifecycle, readiness: Readiness): Promise<number> => {
  const metrics = new Metrics();
  const ports = await openPorts(config, { logger, metrics, lifecycle });
  readiness.require('database', async () => {
    await ports.database.query('SELECT 1');
  });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's options are a class it does not export
  const app = await NestFactory.createApplicationContext(ProjectionServiceModule.register(ports), { logger: nestLogger(logger) });
  lifecycle.own('drain', 'subscriptions', { [Symbol.asyncDispose]: () => app.close() });
  const { opsHost, opsPort } = config.observability;
  const ops = lifecycle.own('close', 'ops server', await startOpsServer({ host: opsHost, port: opsPort, readiness, metrics }));
  return ops.port;
};

/** The service by itself. What fails while it starts ends what had been opened. */
export const startProjectionService = async (config: ProjectionServiceConfig, logger: Logger): Promise<RunningService> => {
  const readiness = new Readiness();
  const lifecycle = new Lifecycle({ readiness, logger });
  try {
    const opsPort = await start(config, logger, lifecycle, readiness);
    return { lifecycle, opsPort, [Symbol.asyncDispose]: () => lifecycle[Symbol.asyncDispose]() };
  } catch (error) {
    await lifecycle.stop('could not start');
    throw error;
  }
};
