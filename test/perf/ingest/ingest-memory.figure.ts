import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { categories } from '@postbode/domain';
import { streamName } from '@postbode/kernel';
import type { Pool } from '@postbode/postgres';
import { createProfile, Postbode, waitUntil, type AccountKind } from '../../support/index.js';
import { progress, type Figure } from '../running/figure.js';
import { seedInbox, startDovecot } from './mail-server.js';

const messages = 100_000;
const bytes = 2_048;
const mostMegabytes = 300;
const kind: AccountKind = { protocol: 'imap', tls: 'Implicit' };

/** Nothing is sent: no Postfix. */
const nowhere = { ports: { smtp: 1025, submissions: 1465, submission: 1587 } };

/** The most memory a process ever had resident. Linux: `man 5 proc_pid_status`. */
const peakMegabytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
};

const recordedOf = async (pool: Pool, mailboxId: string, type: string): Promise<number> => {
  const { rows } = await pool.query<{ count: bigint }>('SELECT count(*) FROM event_store.event WHERE stream = $1 AND type = $2', [
    streamName(categories.mailboxSync, mailboxId),
    type,
  ]);
  return Number(rows[0]?.count);
};

/** The peak of a real worker process while it takes in a mailbox of 100,000 messages for the first time. */
export const ingestMemoryFigure: Figure = {
  name: 'ingest-rss',
  unit: 'MB',
  aim: { most: 1 },
  async measure(postgres) {
    await using database = await postgres.createDatabase('ingest_rss');
    await using dovecot = await startDovecot();
    const { user, password, caPem } = await seedInbox(dovecot, 'huge@example.org', messages, bytes);
    await using postbode = await Postbode.start({ databaseUrl: database.url, caPem, pollIntervalSeconds: 300 });
    const profileId = await createProfile(postbode.api, { dovecot, postfix: nowhere }, kind);
    const mailboxId = await postbode.api.createMailbox({
      kind: 'User',
      regardingObjectId: randomUUID(),
      name: user,
      emailAddress: user,
      profileId,
      incomingEmailDeliveryMethod: 'ServerSideSynchronization',
      outgoingEmailDeliveryMethod: 'None',
      allowEmailConnectorToUseCredentials: true,
    });
    await postbode.api.setCredentials(mailboxId, user, password);
    const worker = await postbode.launchWorker('bench');
    await worker.ready();
    await postbode.api.testAndEnable(mailboxId);
    const complete = async (): Promise<boolean> => (await recordedOf(database.pool, mailboxId, 'CursorAdvanced')) > 0;
    await waitUntil('the first sync is complete', complete, 240_000, 500).catch(async (error: unknown) => {
      progress(JSON.stringify(await postbode.api.mailbox(mailboxId)));
      throw error;
    });
    const received = await recordedOf(database.pool, mailboxId, 'EmailReceived');
    if (received !== messages) throw new Error(`${received} of ${messages} messages were received.`);
    progress(`  ${received} messages received`);
    return { value: await peakMegabytes(worker.pid), baseline: mostMegabytes };
  },
};
