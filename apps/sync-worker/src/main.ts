import 'reflect-metadata';
import { runService } from '@postbode/composition';
import { syncWorkerParts } from './config.js';
import { startSyncWorker } from './serve.js';

await runService('sync-worker', syncWorkerParts, startSyncWorker);
