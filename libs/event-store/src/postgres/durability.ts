import { DomainError } from '@postbode/kernel';
import type { Pool } from '@postbode/postgres';

/** The database would forget events it has confirmed, or is not the one that decides. Nothing starts on it. */
export class UnsafeDatabaseError extends DomainError {
  constructor(
    readonly setting: string,
    readonly value: string,
  ) {
    super('event-store.unsafe-database', 'unavailable', `The event store refuses a database with ${setting} = ${value}.`, {
      details: { setting, value },
    });
  }
}

export interface DatabaseSetting {
  readonly name: string;
  readonly setting: string;
}

const unsafeSettings: readonly DatabaseSetting[] = [
  { name: 'fsync', setting: 'off' },
  { name: 'synchronous_commit', setting: 'off' },
  { name: 'full_page_writes', setting: 'off' },
  // A standby shows events late, and a failover may take them back.
  { name: 'in_recovery', setting: 'on' },
];

/** @throws UnsafeDatabaseError for the first unsafe one */
export const requireSafeSettings = (settings: readonly DatabaseSetting[]): void => {
  for (const { name, setting } of settings) {
    if (unsafeSettings.some((unsafe) => unsafe.name === name && unsafe.setting === setting)) throw new UnsafeDatabaseError(name, setting);
  }
};

/** @throws UnsafeDatabaseError */
export const requireDurableDatabase = async (pool: Pool): Promise<void> => {
  const { rows } = await pool.query<DatabaseSetting>(
    `SELECT name, setting FROM pg_settings WHERE name = ANY($1)
     UNION ALL SELECT 'in_recovery', CASE WHEN pg_is_in_recovery() THEN 'on' ELSE 'off' END`,
    [unsafeSettings.map(({ name }) => name)],
  );
  requireSafeSettings(rows);
};
