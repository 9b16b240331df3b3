import type { WrappedKey } from '../key-provider.js';
import { InMemoryKeyProvider } from '../testing/in-memory-key-provider.js';
import { InMemoryVaultRows } from '../testing/in-memory-vault-rows.js';
import { InMemoryVault } from '../testing/in-memory-vault.js';
import { SealBrokenError } from '../vault.errors.js';

/** Every process sees "no key yet" when it first looks: the race of two first syncs, without the luck it needs. */
class StaleFirstRead extends InMemoryVaultRows {
  private reads = 0;

  override async dataKey(owner: string): Promise<WrappedKey | 'destroyed' | undefined> {
    return this.reads++ % 2 === 0 ? undefined : super.dataKey(owner);
  }
}

/** Negative control: the last to insert wins. */
class Overwriting extends StaleFirstRead {
  override async insertDataKey(owner: string, wrapped: WrappedKey): Promise<void> {
    this.dataKeys.set(owner, wrapped);
  }
}

const sealHereOpenThere = async (rows: InMemoryVaultRows): Promise<string> => {
  await using keys = new InMemoryKeyProvider();
  await using here = new InMemoryVault(keys, rows);
  await using there = new InMemoryVault(keys, rows);
  const sealed = (await here.sealerFor('mailbox-1')).seal(Buffer.from('hello'), 'c');
  return (await there.sealerFor('mailbox-1')).open(sealed, 'c').toString();
};

describe('the first data key of an owner', () => {
  it('is the same for two processes that both found none', async () => {
    expect(await sealHereOpenThere(new StaleFirstRead())).toBe('hello');
  });

  it('would not be if an insert replaced the key that is there (negative control)', async () => {
    await expect(sealHereOpenThere(new Overwriting())).rejects.toThrow(SealBrokenError);
  });
});
