import { NestFactory } from '@nestjs/core';
import { startInFrame, type RunningService, type ServiceFrame } from '@postbode/composition';
import { nestLogger, type Logger } from '@postbode/observability';
import { ProjectionServiceModule } from './app.module.js';
import type { ProjectionServiceConfig } from './config.js';
import { openPorts } from './open-ports.js';

const start = async (config: ProjectionServiceConfig, frame: ServiceFrame): Promise<void> => {
  const ports = await openPorts(config, frame);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's options are a class it does not export
  const app = await NestFactory.createApplicationContext(ProjectionServiceModule.register(ports), { logger: nestLogger(frame.logger) });
  frame.lifecycle.own('drain', 'subscriptions', { [Symbol.asyncDispose]: () => app.close() });
};

/** The service by itself. */
export const startProjectionService = (config: ProjectionServiceConfig, logger: Logger): Promise<RunningService> =>
  startInFrame(config.observability, logger, (frame) => start(config, frame));
