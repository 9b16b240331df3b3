import { applyChanges, categories, type ProfileEvent } from '@postbode/domain';
import type { RecordedEvent } from '@postbode/kernel';
import { ProfileRow } from '../entities/index.js';
import { UnknownEventError } from './projection.errors.js';
import type { Projection } from './projection.js';
import { applyToStreamRows } from './stream-rows.js';

const name = 'profiles';

const created = ({
  data,
  revision,
  position,
  recordedAt,
}: RecordedEvent<Extract<ProfileEvent, { type: 'ProfileCreated' }>>): ProfileRow => {
  const at = recordedAt.toISOString();
  return {
    id: data.profileId,
    serverType: data.serverType,
    status: 'Active',
    ...data.settings,
    revision,
    position,
    createdAt: at,
    updatedAt: at,
  };
};

const changed = (row: ProfileRow, event: RecordedEvent<ProfileEvent>): ProfileRow => {
  const { type, data } = event as ProfileEvent;
  switch (type) {
    case 'ProfileUpdated':
      return applyChanges(row, data.changes);
    case 'ProfileActivated':
      return { ...row, status: 'Active' };
    case 'ProfileDeactivated':
      return { ...row, status: 'Inactive' };
    case 'ProfileDeleted':
      return { ...row, status: 'Deleted' };
    default:
      throw new UnknownEventError(name, event);
  }
};

const evolve = (row: ProfileRow | undefined, event: RecordedEvent): ProfileRow => {
  if (event.type === 'ProfileCreated') return created(event as Parameters<typeof created>[0]);
  if (row === undefined) throw new UnknownEventError(name, event);
  return { ...changed(row, event as RecordedEvent<ProfileEvent>), updatedAt: event.recordedAt.toISOString() };
};

export const profilesProjection: Projection = {
  name,
  version: 1,
  handles: [categories.profile],
  tables: [ProfileRow],
  apply: (sql, events) => applyToStreamRows(sql, events, { entity: ProfileRow, category: categories.profile, key: 'id', evolve }),
};
