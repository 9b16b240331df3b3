import { applyChanges, categories, initialSystemSettings, type OrganizationEvent } from '@postbode/domain';
import type { RecordedEvent } from '@postbode/kernel';
import { SystemSettingsRow } from '../entities/index.js';
import { UnknownEventError } from './projection.errors.js';
import type { Projection } from './projection.js';
import { applyToStreamRows } from './stream-rows.js';

const name = 'settings';

const evolve = (row: SystemSettingsRow | undefined, event: RecordedEvent): SystemSettingsRow => {
  if (event.type !== 'SystemSettingsChanged') throw new UnknownEventError(name, event);
  const { organizationId, changes } = event.data as OrganizationEvent['data'];
  const { revision, position, recordedAt } = event;
  const settings = applyChanges(row ?? initialSystemSettings, changes);
  return { ...settings, organizationId, revision, position, updatedAt: recordedAt.toISOString() };
};

export const settingsProjection: Projection = {
  name,
  version: 1,
  handles: [categories.organization],
  tables: [SystemSettingsRow],
  apply: (sql, events) =>
    applyToStreamRows(sql, events, { entity: SystemSettingsRow, category: categories.organization, key: 'organizationId', evolve }),
};
