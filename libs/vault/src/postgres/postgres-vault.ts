import type { Pool } from '@postbode/postgres';
import { EnvelopeVault } from '../envelope/envelope-vault.js';
import type { SealerCacheOptions } from '../envelope/sealer-cache.js';
import type { KeyProvider } from '../key-provider.js';
import { PostgresVaultRows } from './postgres-vault-rows.js';

/**
 * Secrets in the schema `vault` (see {@link migrateVault}). A key destroyed by another process stays usable in this one's cache for
 * at most five minutes; what is sealed in that time can never be opened after it.
 */
export class PostgresVault extends EnvelopeVault {
  /** @param pool and keys are not owned: the caller ends both after the vault is disposed */
  constructor(pool: Pool, keys: KeyProvider, cache?: SealerCacheOptions) {
    super(new PostgresVaultRows(pool), keys, cache);
  }
}
