import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { FileBlobStore } from '@postbode/blob-store';
import { MessageStore, SyncJournal, SyncMailbox } from '@postbode/app/sync-worker';
import { ImapMailSource } from '@postbode/mail';
import { createPool } from '@postbode/postgres';
import { loopbackPolicyDialer } from '../../support/loopback-policy-dialer.js';
import { timed, type Run } from '../running/alternating.js';
import { answerParent } from '../running/child-process.js';
import { openMailStorage } from '../running/mail-storage.js';
import type { BenchAccount } from './mail-server.js';

export interface ColdIngestQuestion {
  readonly account: BenchAccount;
  readonly url: string;
  readonly directory: string;
}

const never = new AbortController().signal;

/** The first sync of a mailbox nobody has seen before, on real storage, as a worker does it. */
answerParent(async ({ account, url, directory }: ColdIngestQuestion): Promise<Run> => {
  const pool = createPool({ connectionString: url, applicationName: 'bench-ingest' });
  try {
    await using storage = await openMailStorage(pool, directory);
    await using blobs = await FileBlobStore.open({ root: join(directory, 'blobs') });
    const { user, port, password, caPem } = account;
    const source = new ImapMailSource(loopbackPolicyDialer(caPem));
    const mailboxId = randomUUID();
    return await timed(async () => {
      await using session = await source.open({
        server: { host: 'localhost', port, security: 'tls' },
        login: { username: user, password: Buffer.from(password) },
        signal: never,
      });
      const journal = await SyncJournal.open(storage.store, mailboxId, { id: 'bench', kind: 'service' });
      const sync = new SyncMailbox(journal, new MessageStore(blobs, storage.vault, mailboxId));
      return (await sync.pass(session, { mailboxId, profileRevision: 0, mailboxRevision: 0, startAfter: null })).processed;
    });
  } finally {
    await pool.end();
  }
});
