import { InMemoryKeyProvider } from './in-memory-key-provider.js';
import { InMemoryVault } from './in-memory-vault.js';
import { keyProviderContract } from './key-provider.contract.js';
import { vaultContract } from './vault.contract.js';

keyProviderContract('InMemoryKeyProvider', async () => new InMemoryKeyProvider());

vaultContract('InMemoryVault', async () => {
  const keys = new InMemoryKeyProvider();
  const vault = new InMemoryVault(keys);
  const vaults = [vault];
  return {
    vault,
    another() {
      const other = new InMemoryVault(keys, vault.stored);
      vaults.push(other);
      return other;
    },
    uses: async () => vault.stored.uses,
    async [Symbol.asyncDispose]() {
      for (const each of vaults) await each[Symbol.asyncDispose]();
      await keys[Symbol.asyncDispose]();
    },
  };
});
