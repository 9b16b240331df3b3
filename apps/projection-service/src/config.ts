import { configParts, type ConfigOf } from '@postbode/config';

const { database, vault, workFeed, observability } = configParts;

/** What the projection service reads from its environment. */
export const projectionServiceParts = { database, vault, workFeed, observability };

export type ProjectionServiceConfig = ConfigOf<typeof projectionServiceParts>;
