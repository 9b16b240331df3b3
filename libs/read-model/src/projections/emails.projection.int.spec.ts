import { fold, type RecordedEvent } from '@postbode/kernel';
import { mailboxSyncDecider, type MailboxSyncEvent } from '@postbode/domain';
import fc from 'fast-check';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import { EmailRow, MailboxSyncRow, SkippedRow } from '../entities/index.js';
import { EmailQueries } from '../queries/email.queries.js';
import { ListLog } from '../testing/list-log.js';
import { mailboxIdOf, mailHistory, recordMail } from '../testing/mail-histories.js';
import { PlainEnvelopes } from '../testing/plain-envelopes.js';
import { contentsOf, createReadModelFixture, type ReadModelFixture } from '../testing/read-model-fixture.js';
import { emailsProjection } from './emails.projection.js';

const context = { envelopes: new PlainEnvelopes() };

const apply = (database: ReadModelDatabase, events: readonly RecordedEvent[]): Promise<void> =>
  database.transaction((sql) => emailsProjection.apply(sql, events, context));

const clear = async (...databases: ReadModelDatabase[]): Promise<void> => {
  for (const database of databases)
    for (const entity of emailsProjection.tables) await database.query(`DELETE FROM ${database.table(entity)} RETURNING 1`);
};

describe('the emails projection', () => {
  let fixture: ReadModelFixture;
  let whole: ReadModelDatabase;
  let cut: ReadModelDatabase;

  beforeAll(async () => {
    fixture = await createReadModelFixture();
    whole = fixture.database;
    cut = await fixture.schema('cut');
  });
  afterAll(() => fixture[Symbol.asyncDispose]());
  beforeEach(() => clear(whole, cut));

  it('makes the same rows however batches are cut and repeated', async () => {
    await fc.assert(
      fc.asyncProperty(mailHistory, fc.infiniteStream(fc.nat({ max: 9 })), async (history, cuts) => {
        await clear(whole, cut);
        const events = recordMail(new ListLog(), history);
        await apply(whole, events);
        for (let at = 0; at < events.length;) {
          const [size = 0, back = 0] = cuts.take(2);
          const end = Math.min(events.length, at + 1 + size);
          await apply(cut, events.slice(Math.max(0, at - back), end)); // begins among what was applied already
          at = end;
        }
        expect(await contentsOf(cut)).toEqual(await contentsOf(whole));
      }),
      { numRuns: 40 },
    );
  });

  it('counts what the rows hold, and holds on the server what the decider holds', async () => {
    await fc.assert(
      fc.asyncProperty(mailHistory, async (history) => {
        await clear(whole);
        const events = recordMail(new ListLog(), history);
        await apply(whole, events);
        for (const mailboxId of [mailboxIdOf(1), mailboxIdOf(2)]) {
          const own = events.filter(({ stream }) => stream === `mailboxsync-${mailboxId}`) as unknown as MailboxSyncEvent[];
          const state = fold(mailboxSyncDecider, own);
          const emails = await whole.dataSource.manager.findBy(EmailRow, { mailboxId });
          const skipped = await whole.dataSource.manager.findBy(SkippedRow, { mailboxId });
          const sync = await whole.dataSource.manager.findOneBy(MailboxSyncRow, { mailboxId });
          expect(sync?.onServer ?? 0).toBe(emails.filter(({ onServer }) => onServer).length);
          expect(sync?.skipped ?? 0).toBe(skipped.length);
          expect(skipped.map(({ remoteKey }) => remoteKey).sort()).toEqual([...state.skipped.keys()].sort());
          const view = await new EmailQueries(whole).remoteView(mailboxId);
          const held = [...state.held].map(([remoteKey, { emailId, sha256 }]) => ({ emailId, remoteKey, sha256 }));
          expect(new Set(view)).toEqual(new Set(held));
          expect(sync?.epoch ?? null).toBe(state.epoch);
          expect(sync?.cursor ?? null).toEqual(state.cursor);
        }
      }),
      { numRuns: 40 },
    );
  });
});
