import { mailboxOwner } from '@postbode/domain';
import { randomId } from '@postbode/kernel';
import { inChild } from '../running/child-process.js';
import { median, type Run } from '../running/alternating.js';
import { progress, type Figure } from '../running/figure.js';
import { openMailStorage } from '../running/mail-storage.js';
import { recordMail } from '../running/received-mail.js';
import type { RebuildQuestion } from './rebuild.process.js';

const mailboxes = 10;
const messages = 10_000;
const aimed = 20_000;
const rounds = 3;

/** `rebuildReadModel` from a log of 100,000 received messages, each time in a fresh process. */
export const rebuildFigure: Figure = {
  name: 'rebuild',
  unit: 'events/s',
  aim: { least: 1 },
  async measure(postgres) {
    await using database = await postgres.createDatabase('rebuild');
    await using storage = await openMailStorage(database.pool, postgres.directory);
    for (let n = 0; n < mailboxes; n++) {
      const mailboxId = randomId();
      await recordMail(storage.store, mailboxId, messages, await storage.vault.sealerFor(mailboxOwner(mailboxId)));
    }
    const question: RebuildQuestion = { url: database.url, directory: postgres.directory };
    const rates: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      const { count, seconds } = await inChild<Run>(new URL('./rebuild.process.js', import.meta.url), question);
      rates.push(count / seconds);
      progress(`  round ${round}: ${Math.round(count / seconds)}/s (${count} in ${seconds.toFixed(2)} s)`);
    }
    return { value: median(rates), baseline: aimed };
  },
};
