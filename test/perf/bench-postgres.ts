import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../../apps/standalone/src/postgres/embedded-postgres.js';

/** A Postgres of the benchmark's own, durable as the product's, in a folder removed with it. */
export const startBenchPostgres = async (): Promise<AsyncDisposable & { readonly url: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'postbode-bench-'));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const server = await EmbeddedPostgres.start(folder).catch(async (error: unknown) => {
    await removeFolder();
    throw error;
  });
  return {
    url: server.url,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await removeFolder();
    },
  };
};
