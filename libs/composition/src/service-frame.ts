import { ConfigError, configParts, loadConfig, unknownVariables, type ConfigOf, type ConfigParts } from '@postbode/config';
import { createLogger, Lifecycle, Metrics, Readiness, startOpsServer, type Logger } from '@postbode/observability';

type ObservabilityConfig = ConfigOf<{ observability: typeof configParts.observability }>['observability'];

/** What every process has around its own work. */
export interface ServiceFrame {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly lifecycle: Lifecycle;
}

export interface RunningService extends AsyncDisposable {
  readonly lifecycle: Lifecycle;
  /** Port of `/livez`, `/readyz` and `/metrics`. */
  readonly opsPort: number;
}

/**
 * Starts a service inside a frame, then its ops server. What fails while it starts ends what had been opened.
 * @param start opens everything the service needs and hands it to the lifecycle
 */
export const startInFrame = async (
  { opsHost, opsPort }: ObservabilityConfig,
  logger: Logger,
  start: (frame: ServiceFrame) => Promise<void>,
): Promise<RunningService> => {
  const readiness = new Readiness();
  const lifecycle = new Lifecycle({ readiness, logger });
  const frame = { logger, readiness, lifecycle, metrics: new Metrics() };
  try {
    await start(frame);
    const ops = await startOpsServer({ host: opsHost, port: opsPort, readiness, metrics: frame.metrics });
    lifecycle.own('close', 'ops server', ops);
    return { lifecycle, opsPort: ops.port, [Symbol.asyncDispose]: () => lifecycle[Symbol.asyncDispose]() };
  } catch (error) {
    await lifecycle.stop('could not start');
    throw error;
  }
};

interface ObservedParts extends ConfigParts {
  readonly observability: typeof configParts.observability;
}

/** The `main` of a service: configuration, logger, start, signals. A failure is said once and sets the exit code. */
export const runService = async <Parts extends ObservedParts>(
  service: string,
  parts: Parts,
  start: (config: ConfigOf<Parts>, logger: Logger) => Promise<RunningService>,
): Promise<void> => {
  try {
    const config = loadConfig(parts);
    const { logLevel } = (config as ConfigOf<ObservedParts>).observability;
    const logger = createLogger({ service, level: logLevel });
    for (const name of unknownVariables(configParts)) logger.warn({ name }, 'no service knows the variable');
    try {
      const { lifecycle } = await start(config, logger);
      lifecycle.handleSignals();
    } catch (err) {
      logger.fatal({ err }, 'could not start');
      process.exitCode = 1;
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
};
