import { profileSettings, serverType } from '@postbode/domain';
import { pageParameters, pageSchema } from '@postbode/http';
import type { ProfileRow } from '@postbode/read-model';
import { z } from 'zod';
import { keysOf, pick } from '../reading/pick.js';
import { shownInstant } from '../reading/query.schemas.js';

const status = z.enum(['Active', 'Inactive']);

export const profile = z
  .object({
    id: z.uuid(),
    serverType,
    status,
    ...profileSettings.shape,
    revision: z.int().describe('Also the ETag: send it as `If-Match` with a change.'),
    createdAt: shownInstant,
    updatedAt: shownInstant,
  })
  .meta({ id: 'Profile' });

export const profilePage = pageSchema(profile);

export const profileQuery = z.object({
  ...pageParameters,
  serverType: serverType.optional(),
  status: status.optional(),
  name: z.string().min(1).max(100).optional().describe('A part of the name, in any case.'),
});

export type Profile = z.output<typeof profile>;

const settings = keysOf(profileSettings.shape);

/** Queries leave deleted profiles out. */
const statusOf = ({ status: is }: ProfileRow): Profile['status'] => (is === 'Active' ? 'Active' : 'Inactive');

export const toProfile = (row: ProfileRow): Profile => ({
  ...pick(row, ['id', 'serverType']),
  status: statusOf(row),
  ...pick(row, settings),
  ...pick(row, ['revision', 'createdAt', 'updatedAt']),
});
