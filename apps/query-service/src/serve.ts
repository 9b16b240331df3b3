import { randomBytes } from 'node:crypto';
import {
  openAccess,
  openBlobStore,
  openEventStore,
  openPool,
  openReadModel,
  openVault,
  serveHttp,
  startInFrame,
  type RunningService,
  type ServiceFrame,
} from '@postbode/composition';
import { CursorCodec } from '@postbode/http';
import { SystemClock } from '@postbode/kernel';
import { WorkerMimeParser } from '@postbode/mail';
import type { Logger } from '@postbode/observability';
import { observeContentDamage, QueryServiceModule, type QueryPorts } from './app.module.js';
import type { QueryServiceConfig } from './config.js';

const applicationName = 'postbode-query-service';

const openPorts = async (config: QueryServiceConfig, frame: ServiceFrame): Promise<QueryPorts> => {
  const pool = openPool(config.database, applicationName, frame);
  return {
    store: await openEventStore(pool, frame),
    vault: await openVault(pool, config.vault, frame),
    readModel: await openReadModel(pool, config.database, applicationName, frame),
    blobs: await openBlobStore(config.blobs, frame),
    parser: frame.lifecycle.own('close', 'MIME parser', new WorkerMimeParser()),
    onContentDamaged: observeContentDamage(frame.metrics, frame.logger),
  };
};

const start = async (config: QueryServiceConfig, frame: ServiceFrame): Promise<void> => {
  const module = QueryServiceModule.register(await openPorts(config, frame));
  const { verifier } = await openAccess(config.auth, new SystemClock());
  const api = { title: 'Postbode queries', version: '1', description: 'Shows profiles, mailboxes, their mail and their history.' };
  // Without a key of the installation's own, cursors end with the process and are no good at another replica.
  const cursors = new CursorCodec(config.http.cursorKey ?? randomBytes(32));
  const url = await serveHttp(config.http, { module, api, verifier, cursors }, frame);
  frame.logger.info({ url }, 'the query API listens');
};

/** The service by itself. What fails while it starts ends what had been opened. */
export const startQueryService = (config: QueryServiceConfig, logger: Logger): Promise<RunningService> =>
  startInFrame(config.observability, logger, (frame) => start(config, frame));
