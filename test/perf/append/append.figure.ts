import { categories, mailboxOwner } from '@postbode/domain';
import { randomId, streamName, type NewEvent, type StreamName } from '@postbode/kernel';
import type { Sealer } from '@postbode/vault';
import { alternate, timed, type Run } from '../running/alternating.js';
import type { Figure } from '../running/figure.js';
import { openMailStorage } from '../running/mail-storage.js';
import { receivedMail } from '../running/received-mail.js';
import { RawLog } from './raw-log.js';

/** As many as the machine this was made on has cores. */
const writers = 2;
const batches = 20;
const batchSize = 500;

/** One batch of one stream, at the revision before its first event. */
type Write = (stream: StreamName, before: number, events: readonly NewEvent[]) => Promise<unknown>;

/** Every writer has a stream of its own and one batch after the other. Making the events is not measured. */
const writeAll = async (sealer: Sealer, write: Write): Promise<Run> => {
  const work = Array.from({ length: writers }, () => {
    const mailboxId = randomId();
    const events = Array.from({ length: batches }, (_, batch) => receivedMail(mailboxId, batch * batchSize + 1, batchSize, sealer));
    return { stream: streamName(categories.mailboxSync, mailboxId), events };
  });
  return timed(async () => {
    const writeOne = async ({ stream, events }: (typeof work)[number]): Promise<void> => {
      for (const [index, batch] of events.entries()) await write(stream, index * batchSize - 1, batch);
    };
    await Promise.all(work.map(writeOne));
    return writers * batches * batchSize;
  });
};

/** `PostgresEventStore.append`, schemas and all, against a plain multi-row insert of the same events by as many writers. */
export const appendFigure: Figure = {
  name: 'append',
  unit: 'events/s',
  aim: { least: 0.9 },
  async measure(postgres) {
    await using database = await postgres.createDatabase('append');
    await using storage = await openMailStorage(database.pool, postgres.directory);
    const raw = await RawLog.create(database.pool);
    const sealer = await storage.vault.sealerFor(mailboxOwner(randomId()));
    const baseline = (): Promise<Run> => writeAll(sealer, (stream, before, events) => raw.insert(stream, before + 1, events));
    const subject = (): Promise<Run> => writeAll(sealer, (stream, before, events) => storage.store.append(stream, before, events));
    await baseline();
    await subject();
    return await alternate({ rounds: 7, baseline, subject });
  },
};
