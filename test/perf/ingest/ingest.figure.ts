import { inChild } from '../running/child-process.js';
import { alternate, type Run } from '../running/alternating.js';
import type { Figure } from '../running/figure.js';
import type { ColdIngestQuestion } from './cold-ingest.process.js';
import { seedInbox, startDovecot } from './mail-server.js';

const messages = 20_000;
const bytes = 4_096;

const complete = async (module: string, question: unknown): Promise<Run> => {
  const run = await inChild<Run>(new URL(module, import.meta.url), question);
  if (run.count !== messages) throw new Error(`${module} saw ${run.count} of ${messages} messages.`);
  return run;
};

/** A mailbox taken in for the first time, durable and sealed, against fetching the same mailbox and throwing it away. */
export const ingestFigure: Figure = {
  name: 'ingest',
  unit: 'messages/s',
  aim: { least: 0.3 },
  async measure(postgres) {
    await using database = await postgres.createDatabase('ingest');
    await using dovecot = await startDovecot();
    const account = await seedInbox(dovecot, 'bulk@example.org', messages, bytes);
    const question: ColdIngestQuestion = { account, url: database.url, directory: postgres.directory };
    await complete('./bare-fetch.process.js', account);
    return await alternate({
      rounds: 5,
      baseline: () => complete('./bare-fetch.process.js', account),
      subject: () => complete('./cold-ingest.process.js', question),
    });
  },
};
