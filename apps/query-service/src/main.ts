import 'reflect-metadata';
import { runService } from '@postbode/composition';
import { queryServiceParts } from './config.js';
import { startQueryService } from './serve.js';

await runService('query-service', queryServiceParts, startQueryService);
