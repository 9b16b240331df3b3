import { VaultEnvelopeOpener } from '@postbode/app/projection-service';
import { createPool } from '@postbode/postgres';
import { rebuildReadModel } from '@postbode/read-model';
import type { Run } from '../running/alternating.js';
import { answerParent } from '../running/child-process.js';
import { openMailStorage } from '../running/mail-storage.js';

export interface RebuildQuestion {
  readonly url: string;
  /** Of the vault's key. */
  readonly directory: string;
}

answerParent(async ({ url, directory }: RebuildQuestion): Promise<Run> => {
  const pool = createPool({ connectionString: url, applicationName: 'bench-rebuild' });
  try {
    await using storage = await openMailStorage(pool, directory);
    const { events, milliseconds } = await rebuildReadModel({
      url,
      log: storage.store,
      envelopes: new VaultEnvelopeOpener(storage.vault),
    });
    return { count: events, seconds: milliseconds / 1000 };
  } finally {
    await pool.end();
  }
});
