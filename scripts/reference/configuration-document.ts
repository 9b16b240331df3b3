import { commandServiceParts } from '@postbode/app/command-service';
import { projectionServiceParts } from '@postbode/app/projection-service';
import { queryServiceParts } from '@postbode/app/query-service';
import { syncWorkerParts } from '@postbode/app/sync-worker';
import { configParts, configurationReference, type ConfigParts } from '@postbode/config';
import { markdownTable } from './markdown-table.js';

/** What each service that runs by itself reads; standalone reads all of it. */
export const partsOfServices: Readonly<Record<string, ConfigParts>> = {
  'command-service': commandServiceParts,
  'projection-service': projectionServiceParts,
  'sync-worker': syncWorkerParts,
  'query-service': queryServiceParts,
};

const whoReadsWhat = (): string => {
  const services = Object.keys(partsOfServices);
  const rows = Object.entries(configParts).map(([name, { title }]) => [
    title,
    ...services.map((service) => (name in (partsOfServices[service] ?? {}) ? 'reads' : '')),
  ]);
  return markdownTable(['', ...services], rows);
};

/** `docs/reference/configuration.md`: every variable, and which service reads it. */
export const configurationDocument = (): string =>
  [configurationReference(configParts), '## Who reads what', '`standalone` reads everything.', whoReadsWhat()].join('\n\n');
