import { VaultEnvelopeOpener } from '@postbode/app/projection-service';
import { allEvents } from '@postbode/domain';
import { EventRegistry, PostgresEventStore } from '@postbode/event-store';
import {
  advanceReadModel,
  compareReadModels,
  liveSchema,
  ReadModelDatabase,
  rebuildReadModel,
  rebuildSchema,
  type Comparison,
  type RebuildResult,
} from '@postbode/read-model';
import type { TestDatabase } from '@postbode/testing';
import { FileKeyProvider, PostgresVault } from '@postbode/vault';
import { waitUntil } from './wait-until.js';

export interface RebuiltReadModel extends Comparison {
  readonly rebuild: RebuildResult;
}

/** Makes the read models anew from the log beside the live ones and compares the two, row by row, at the same position. */
export const rebuildAndCompare = async ({ url, pool }: TestDatabase, vaultKeyFile: string): Promise<RebuiltReadModel> => {
  await using log = await PostgresEventStore.open({ pool, codec: new EventRegistry(allEvents) });
  await using vault = new PostgresVault(pool, await FileKeyProvider.open({ path: vaultKeyFile, whenAbsent: 'refuse' }));
  const options = { url, log, envelopes: new VaultEnvelopeOpener(vault) };
  const rebuild = await rebuildReadModel(options);
  await using live = await ReadModelDatabase.open({ url, poolSize: 3, applicationName: 'test' });
  await using rebuilt = await ReadModelDatabase.open({ url, poolSize: 2, applicationName: 'test', schema: rebuildSchema });
  const comparison = await waitUntil('live and rebuilt read models are at the same position', async () => {
    await advanceReadModel(rebuilt, options);
    return compareReadModels(live, liveSchema, rebuildSchema);
  });
  return { ...comparison, rebuild };
};
