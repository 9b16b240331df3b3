import { z } from 'zod';

/** Lower case, as streams are named. */
export const resourceId = z.uuid().toLowerCase();

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export const instant = z.iso.datetime({ offset: true });

/** What came out of the read model or the log and is described more closely elsewhere. */
export const shownInstant = z.iso.datetime().describe('ISO 8601, UTC.');
