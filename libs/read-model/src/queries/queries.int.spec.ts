import { categories, theOrganization, type MailboxEvent } from '@postbode/domain';
import {
  enabledExample,
  exampleProfileId,
  mailboxCreatedExample,
  profileCreatedExample,
  testRequestedExample,
} from '@postbode/domain/testing';
import { streamName } from '@postbode/kernel';
import { advanceReadModel } from '../rebuild/rebuild-read-model.js';
import { SyncTelemetry } from '../telemetry/sync-telemetry.js';
import { ListLog } from '../testing/list-log.js';
import { exampleLog } from '../testing/mail-log.js';
import { mailboxIdOf } from '../testing/mail-histories.js';
import { PlainEnvelopes } from '../testing/plain-envelopes.js';
import { createReadModelFixture, type ReadModelFixture } from '../testing/read-model-fixture.js';
import { EmailQueries, type ArrivalKey, type EmailFilter, type EmailSummary } from './email.queries.js';
import { MailboxDirectory } from './mailbox-directory.js';
import { MailboxQueries, type MailboxFilter } from './mailbox.queries.js';
import { ProfileQueries, type NameKey, type ProfileFilter } from './profile.queries.js';
import { SettingsQueries } from './settings.queries.js';

const idOf = (n: number): string => `11111111-1111-4111-8111-${n.toString().padStart(12, '0')}`;

const addProfile = (log: ListLog, n: number, name: string): void => {
  const event = profileCreatedExample({ name });
  log.add(streamName(categories.profile, idOf(n)), { ...event, data: { ...event.data, profileId: idOf(n) } });
};

const addMailbox = (log: ListLog, n: number, name: string, profileId: string | null, ...more: MailboxEvent[]): void => {
  const mailboxId = mailboxIdOf(n);
  const events = [mailboxCreatedExample({ name }, profileId), ...more].map((event) => ({ ...event, data: { ...event.data, mailboxId } }));
  log.add(streamName(categories.mailbox, mailboxId), ...events);
};

const deletedMailbox: MailboxEvent = { type: 'MailboxDeleted', data: { mailboxId: '' } };

describe('queries', () => {
  let fixture: ReadModelFixture;

  beforeAll(async () => {
    fixture = await createReadModelFixture();
    const log = exampleLog();
    for (let n = 1; n <= 5; n += 1) addProfile(log, n, `Profile ${n % 2}`);
    log.add(streamName(categories.profile, idOf(5)), { type: 'ProfileDeleted', data: { profileId: idOf(5) } });
    addMailbox(log, 1, 'Same name', exampleProfileId, enabledExample);
    addMailbox(log, 2, 'Same name', idOf(1));
    addMailbox(log, 3, 'Other', idOf(1), testRequestedExample);
    addMailbox(log, 4, 'Gone', idOf(1), enabledExample, deletedMailbox);
    addMailbox(log, 5, 'Unlinked', null);
    await advanceReadModel(fixture.database, { url: fixture.test.url, log, envelopes: new PlainEnvelopes() });
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  describe('profiles', () => {
    it('are listed by name, page by page, each once, without deleted ones', async () => {
      const queries = new ProfileQueries(fixture.database);
      const names: string[] = [];
      let after: NameKey | undefined;
      do {
        const page = await queries.list(2, {}, after);
        names.push(...page.rows.map(({ id, name }) => `${name} ${id.slice(-1)}`));
        after = page.next;
      } while (after !== undefined);
      expect(names).toEqual(['Office 1', 'Profile 0 2', 'Profile 0 4', 'Profile 1 1', 'Profile 1 3']);
    });

    it.each<[ProfileFilter, number]>([
      [{ name: 'PROFILE 1' }, 2],
      [{ name: '%' }, 0],
      [{ serverType: 'Pop3Smtp' }, 0],
      [{ serverType: 'ImapSmtp', status: 'Active' }, 5],
      [{ status: 'Inactive' }, 0],
    ])('are filtered by %j', async (filter, count) => {
      expect((await new ProfileQueries(fixture.database).list(9, filter)).rows).toHaveLength(count);
    });

    it('are found one by one, deleted ones not', async () => {
      const queries = new ProfileQueries(fixture.database);
      expect(await queries.one(exampleProfileId)).toMatchObject({ name: 'Office', incomingPortNumber: 993, revision: 0 });
      expect(await queries.one(idOf(5))).toBeUndefined();
      expect(await queries.one(idOf(99))).toBeUndefined();
    });
  });

  describe('mailboxes', () => {
    it('are listed with counts and telemetry, page by page', async () => {
      await new SyncTelemetry(fixture.database).record(mailboxIdOf(1), { hostId: 'worker-1' });
      const queries = new MailboxQueries(fixture.database);
      const first = await queries.list(3);
      const second = await queries.list(3, {}, first.next);
      expect([...first.rows, ...second.rows].map(({ mailbox }) => mailbox.name)).toEqual([
        'Anna',
        'Other',
        'Same name',
        'Same name',
        'Unlinked',
      ]);
      expect(second.next).toBeUndefined();
      expect(first.rows[2]).toMatchObject({ sync: { received: 40, onServer: 40, quarantined: 1 }, telemetry: { hostId: 'worker-1' } });
      expect(first.rows[1]).toMatchObject({ sync: null, telemetry: null });
    });

    it('are filtered by profile and by being enabled', async () => {
      const queries = new MailboxQueries(fixture.database);
      const namesOf = async (...filter: Parameters<MailboxQueries['list']>) =>
        (await queries.list(...filter)).rows.map(({ mailbox }) => mailbox.id.slice(-1));
      expect(await namesOf(9, { profileId: idOf(1) })).toEqual(['3', '2']);
      expect(await namesOf(9, { enabled: true })).toEqual(['1']);
      expect(await namesOf(9, { enabled: false, profileId: exampleProfileId })).toEqual(['2']);
    });

    it.each<[MailboxFilter, number]>([
      [{ search: 'SAME' }, 2],
      [{ search: '@EXAMPLE.com' }, 5],
      [{ search: '_' }, 0],
      [{ kind: 'User' }, 5],
      [{ kind: 'Queue' }, 0],
      [{ status: 'NotRun' }, 5],
      [{ status: 'Failure' }, 0],
      [{ status: 'Success', search: 'same', profileId: idOf(1) }, 0],
    ])('are filtered by %j', async (filter, count) => {
      expect((await new MailboxQueries(fixture.database).list(9, filter)).rows).toHaveLength(count);
    });

    it('are found one by one, deleted ones not', async () => {
      const queries = new MailboxQueries(fixture.database);
      expect((await queries.one(mailboxIdOf(2)))?.mailbox.profileId).toBe(idOf(1));
      expect(await queries.one(mailboxIdOf(4))).toBeUndefined();
    });

    it('of a profile are named without deleted ones', async () => {
      expect(await new MailboxQueries(fixture.database).idsOfProfile(idOf(1))).toEqual([mailboxIdOf(3), mailboxIdOf(2)]);
    });

    it('there is work for are the enabled ones and those whose test waits', async () => {
      expect(await new MailboxDirectory(fixture.database).enabledMailboxes()).toEqual([mailboxIdOf(1), mailboxIdOf(3)]);
    });
  });

  describe('e-mails', () => {
    const all = async (filter?: EmailFilter, limit = 7): Promise<EmailSummary[]> => {
      const queries = new EmailQueries(fixture.database);
      const rows: EmailSummary[] = [];
      let after: ArrivalKey | undefined;
      do {
        const page = await queries.list(mailboxIdOf(1), limit, filter, after);
        rows.push(...page.rows);
        after = page.next;
      } while (after !== undefined);
      return rows;
    };

    it('are listed newest first, each once, whatever the page size; equal instants by id', async () => {
      const rows = await all();
      expect(rows).toHaveLength(41);
      expect(rows).toEqual(await all({}, 41));
      const sorted = rows.toSorted((a, b) => b.arrivedAt.localeCompare(a.arrivedAt) || a.id.localeCompare(b.id));
      expect(rows).toEqual(sorted);
      expect(new Set(rows.map(({ arrivedAt }) => arrivedAt)).size).toBe(2); // many are equal
    });

    it('are shown as the envelope has them', async () => {
      const [row] = await all({ subjectPrefix: 'content 17' });
      expect(row).toMatchObject({
        status: 'Received',
        subject: 'Content 17',
        from: [{ name: 'Anna', address: 'anna@example.com' }],
        size: 1017,
        receivedAt: '2026-11-01T10:00:00.000Z',
        sentAt: null,
      });
    });

    it.each<[EmailFilter, number]>([
      [{ status: 'Quarantined' }, 1],
      [{ status: 'Received' }, 40],
      [{ onServer: false }, 1],
      [{ subjectPrefix: 'CONTENT 1' }, 11],
      [{ subjectPrefix: 'Content%' }, 0],
      [{ arrivedFrom: '2026-11-01T10:00:00.000Z' }, 40],
      [{ arrivedTo: '2026-11-01T10:00:00.000Z' }, 1],
    ])('are filtered by %j', async (filter, count) => {
      expect(await all(filter)).toHaveLength(count);
    });

    it('are found one by one, with everything', async () => {
      const queries = new EmailQueries(fixture.database);
      const [{ id } = { id: '' }] = await all();
      expect(await queries.one(id)).toMatchObject({ id, mailboxId: mailboxIdOf(1), protocol: 'imap', folder: 'INBOX', blobOffset: 0 });
      expect(await queries.one(mailboxIdOf(1))).toBeUndefined();
    });

    it('on the server are given for verification', async () => {
      const view = await new EmailQueries(fixture.database).remoteView(mailboxIdOf(2));
      expect(view.map(({ remoteKey }) => remoteKey)).toEqual(['2/1', '2/2', '2/3']);
      expect(view[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    });

    it('are paged by the index, not by sorting', async () => {
      const plan = await fixture.database.transaction(async (sql) => {
        await sql.query('SET LOCAL enable_seqscan = off');
        return sql.query(
          `EXPLAIN SELECT id FROM read_model.email WHERE mailbox_id = '${mailboxIdOf(1)}' AND arrived_at <= now() AND (arrived_at < now() OR id > '${mailboxIdOf(1)}') ORDER BY arrived_at DESC, id LIMIT 8`,
        );
      });
      expect(JSON.stringify(plan)).toContain('email_by_arrival');
      expect(JSON.stringify(plan)).not.toContain('Sort');
    });
  });

  it('settings are the defaults until they are changed', async () => {
    expect(await new SettingsQueries(fixture.database).current()).toMatchObject({ defaultProfileId: null, revision: -1 });
    const log = new ListLog();
    log.add(streamName(categories.organization, theOrganization), {
      type: 'SystemSettingsChanged',
      data: { organizationId: theOrganization, changes: { defaultProfileId: { from: null, to: idOf(1) } } },
    });
    const other = await fixture.schema('settings_only');
    await advanceReadModel(other, { url: fixture.test.url, log, envelopes: new PlainEnvelopes() });
    expect(await new SettingsQueries(other).current()).toMatchObject({ defaultProfileId: idOf(1), revision: 0 });
  });
});
