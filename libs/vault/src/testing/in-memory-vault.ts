import { EnvelopeVault } from '../envelope/envelope-vault.js';
import type { SealerCacheOptions } from '../envelope/sealer-cache.js';
import type { KeyProvider } from '../key-provider.js';
import { InMemoryKeyProvider } from './in-memory-key-provider.js';
import { InMemoryVaultRows } from './in-memory-vault-rows.js';

/** The real cryptography over rows in memory. */
export class InMemoryVault extends EnvelopeVault {
  /** @param rows shared between vaults that stand for several processes on one storage */
  constructor(
    keys: KeyProvider = new InMemoryKeyProvider(),
    readonly stored = new InMemoryVaultRows(),
    cache?: SealerCacheOptions,
  ) {
    super(stored, keys, cache);
  }
}
