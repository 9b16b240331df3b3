import { isDeepStrictEqual } from 'node:util';
import autocannon from 'autocannon';
import { VaultEnvelopeOpener } from '@postbode/app/projection-service';
import { mailboxOwner } from '@postbode/domain';
import { DevelopmentIssuer } from '@postbode/http';
import { randomId } from '@postbode/kernel';
import { advanceReadModel, migrateReadModel, ReadModelDatabase } from '@postbode/read-model';
import { AppProcess, type Environment } from '../../support/app-process.js';
import { alternate, type Run } from '../running/alternating.js';
import type { BenchDatabase, BenchPostgres } from '../running/bench-postgres.js';
import { Child } from '../running/child-process.js';
import type { Figure } from '../running/figure.js';
import { keyFileIn, openMailStorage } from '../running/mail-storage.js';
import { recordMail } from '../running/received-mail.js';
import type { BareServerAnswer } from './bare-server.process.js';

const messages = 20_000;
const connections = 32;
const seconds = 5;
const authDirectoryIn = (directory: string): string => `${directory}/auth`;

/** A mailbox's mail, recorded and shown as in production. @returns the mailbox's id */
const showMail = async ({ url, pool }: BenchDatabase, directory: string): Promise<string> => {
  const mailboxId = randomId();
  await using storage = await openMailStorage(pool, directory);
  await recordMail(storage.store, mailboxId, messages, await storage.vault.sealerFor(mailboxOwner(mailboxId)));
  await migrateReadModel(pool);
  await using readModel = await ReadModelDatabase.open({ url });
  await advanceReadModel(readModel, { url, log: storage.store, envelopes: new VaultEnvelopeOpener(storage.vault) });
  await pool.query('ANALYZE');
  return mailboxId;
};

/** As its operators run it. */
const environmentOf = (url: string, directory: string): Environment => ({
  DATABASE_URL: url,
  POSTBODE_AUTH_MODE: 'development',
  POSTBODE_AUTH_DEVELOPMENT_DIRECTORY: authDirectoryIn(directory),
  POSTBODE_VAULT_KEY_FILE: keyFileIn(directory),
  POSTBODE_BLOB_DIRECTORY: `${directory}/blobs`,
});

const readerToken = async ({ directory }: BenchPostgres): Promise<string> => {
  const issuer = await DevelopmentIssuer.open({ directory: authDirectoryIn(directory), audience: 'postbode' });
  return issuer.issue({ subject: 'bench', roles: ['reader'], lifetimeSeconds: 3600 });
};

interface Target {
  readonly url: string;
  readonly headers: Record<string, string>;
}

const load = async (target: Target, duration = seconds): Promise<Run> => {
  const result = await autocannon({ ...target, connections, duration });
  if (result.errors + result.non2xx > 0)
    throw new Error(`${target.url}: ${result.errors} errors, ${result.non2xx} answers other than 2xx.`);
  return { count: result['2xx'], seconds: result.duration };
};

const itemsOf = async ({ url, headers }: Target): Promise<unknown> => {
  const page = (await (await fetch(url, { headers })).json()) as { items?: readonly unknown[]; nextCursor?: string };
  if (page.items?.length !== 50 || page.nextCursor === undefined) throw new Error(`${url} does not give 50 e-mails and a cursor.`);
  return page.items;
};

/** A page of 50 e-mails from the real query service, against a handler without anything around it; the load comes from this process. */
export const queryFigure: Figure = {
  name: 'query',
  unit: 'requests/s',
  aim: { least: 0.6 },
  async measure(postgres) {
    await using database = await postgres.createDatabase('query');
    const mailboxId = await showMail(database, postgres.directory);
    const { url } = database;
    const headers = { authorization: `Bearer ${await readerToken(postgres)}` };
    await using service = await AppProcess.start('query-service', environmentOf(url, postgres.directory));
    await using bare = await Child.ask<BareServerAnswer>(new URL('./bare-server.process.js', import.meta.url), { url });
    const target = (port: number): Target => ({ url: `http://127.0.0.1:${port}/v1/mailboxes/${mailboxId}/emails?limit=50`, headers });
    const subject = target(service.port);
    const baseline = target(bare.answer.port);
    if (!isDeepStrictEqual(await itemsOf(subject), await itemsOf(baseline))) throw new Error('The two servers answer differently.');
    await load(baseline, 3);
    await load(subject, 3);
    return await alternate({ rounds: 5, baseline: () => load(baseline), subject: () => load(subject) });
  },
};
