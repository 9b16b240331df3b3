import { initialSystemSettings, theOrganization, type SystemSettings } from '@postbode/domain';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import { SystemSettingsRow } from '../entities/index.js';

export class SettingsQueries {
  constructor(private readonly database: ReadModelDatabase) {}

  /** Revision -1: never changed, so these are the defaults. */
  async current(): Promise<SystemSettings & { readonly revision: number }> {
    const row = await this.database.dataSource.manager.findOneBy(SystemSettingsRow, { organizationId: theOrganization });
    return row ?? { ...initialSystemSettings, revision: -1 };
  }
}
