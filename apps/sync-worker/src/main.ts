import 'reflect-metadata';
import { runService } from '@postbode/composition';
import { syncWorkerParts } from './config.js';
import { keepHeapFrugal } from './frugal-heap.js';
import { startSyncWorker } from './serve.js';

keepHeapFrugal();
await runService('sync-worker', syncWorkerParts, startSyncWorker);
