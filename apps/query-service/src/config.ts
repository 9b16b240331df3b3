import { configParts, type ConfigOf } from '@postbode/config';

const { http, database, auth, vault, blobs, observability } = configParts;

/** What the query service reads from its environment. */
export const queryServiceParts = { http, database, auth, vault, blobs, observability };

export type QueryServiceConfig = ConfigOf<typeof queryServiceParts>;
