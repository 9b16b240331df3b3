import 'reflect-metadata';
import { runService } from '@postbode/composition';
import { projectionServiceParts } from './config.js';
import { startProjectionService } from './serve.js';

await runService('projection-service', projectionServiceParts, startProjectionService);
