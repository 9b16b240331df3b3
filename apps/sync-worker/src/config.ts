import { configParts, type ConfigOf } from '@postbode/config';

const { database, vault, blobs, mailPolicy, workFeed, worker, observability } = configParts;

/** What the sync worker reads from its environment. */
export const syncWorkerParts = { database, vault, blobs, mailPolicy, workFeed, worker, observability };

export type SyncWorkerConfig = ConfigOf<typeof syncWorkerParts>;
