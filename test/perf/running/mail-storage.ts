import { join } from 'node:path';
import { allEvents } from '@postbode/domain';
import { EventRegistry, PostgresEventStore } from '@postbode/event-store';
import type { Pool } from '@postbode/postgres';
import { FileKeyProvider, migrateVault, PostgresVault } from '@postbode/vault';

export interface MailStorage extends AsyncDisposable {
  readonly store: PostgresEventStore;
  readonly vault: PostgresVault;
}

export const keyFileIn = (directory: string): string => join(directory, 'keys/vault.key');

/** The log and the vault as every service opens them. @param directory of the vault's key */
export const openMailStorage = async (pool: Pool, directory: string): Promise<MailStorage> => {
  await migrateVault(pool);
  const store = await PostgresEventStore.open({ pool, codec: new EventRegistry(allEvents) });
  const vault = new PostgresVault(pool, await FileKeyProvider.open({ path: keyFileIn(directory) }));
  return {
    store,
    vault,
    async [Symbol.asyncDispose]() {
      await vault[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
};
