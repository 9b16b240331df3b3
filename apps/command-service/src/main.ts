import 'reflect-metadata';
import { runService } from '@postbode/composition';
import { commandServiceParts } from './config.js';
import { startCommandService } from './serve.js';

await runService('command-service', commandServiceParts, startCommandService);
