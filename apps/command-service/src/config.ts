import { configParts, type ConfigOf } from '@postbode/config';

const { http, database, auth, mailPolicy, vault, observability } = configParts;

/** What the command service reads from its environment. */
export const commandServiceParts = { http, database, auth, mailPolicy, vault, observability };

export type CommandServiceConfig = ConfigOf<typeof commandServiceParts>;
