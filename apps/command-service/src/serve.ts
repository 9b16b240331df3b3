import {
  openAccess,
  openEventStore,
  openPool,
  openVault,
  serveHttp,
  startInFrame,
  type RunningService,
  type ServiceFrame,
} from '@postbode/composition';
import { migrateHttp, PostgresIdempotencyStore } from '@postbode/http';
import { SystemClock } from '@postbode/kernel';
import type { Logger } from '@postbode/observability';
import { CommandServiceModule } from './app.module.js';
import type { CommandServiceConfig } from './config.js';

const start = async (config: CommandServiceConfig, frame: ServiceFrame): Promise<void> => {
  const clock = new SystemClock();
  const pool = openPool(config.database, 'postbode-command-service', frame);
  const store = await openEventStore(pool, frame);
  const vault = await openVault(pool, config.vault, frame);
  await migrateHttp(pool);
  const { verifier } = await openAccess(config.auth, clock);
  const module = CommandServiceModule.register({ store, vault, clock, deployment: config.mailPolicy });
  const api = { title: 'Postbode commands', version: '1', description: 'Changes profiles and mailboxes.' };
  const url = await serveHttp(config.http, { module, api, verifier, idempotency: new PostgresIdempotencyStore(pool) }, frame);
  frame.logger.info({ url }, 'the command API listens');
};

export const startCommandService = (config: CommandServiceConfig, logger: Logger): Promise<RunningService> =>
  startInFrame(config.observability, logger, (frame) => start(config, frame));
