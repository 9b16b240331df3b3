import 'reflect-metadata';
import { ConfigError, loadConfig, unknownVariables } from '@postbode/config';
import { createLogger } from '@postbode/observability';
import { projectionServiceParts } from './config.js';
import { startProjectionService } from './serve.js';

try {
  const config = loadConfig(projectionServiceParts);
  const logger = createLogger({ service: 'projection-service', level: config.observability.logLevel });
  for (const name of unknownVariables(projectionServiceParts)) logger.warn({ name }, 'this service does not know the variable');
  try {
    const { lifecycle } = await startProjectionService(config, logger);
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
