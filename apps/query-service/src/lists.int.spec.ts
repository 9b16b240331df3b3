import { categories, theOrganization, type MailboxEvent } from '@postbode/domain';
import {
  credentialsSetExample,
  enabledExample,
  exampleMailboxId,
  exampleProfileId,
  exampleTestId,
  mailboxCreatedExample,
  profileCreatedExample,
  testRequestedExample,
} from '@postbode/domain/testing';
import { SyncTelemetry } from '@postbode/read-model';
import { plainMail } from './testing/example-mail.js';
import { QueryApp } from './testing/query-app.js';

interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

const idOf = (n: number): string => `77777777-7777-4777-8777-${n.toString().padStart(12, '0')}`;
const cause = {
  code: 'mail.authentication-failed',
  message: 'The server refused.',
  remedy: 'Set the password again.',
  scope: 'mailbox',
} as const;

const testFailed: MailboxEvent = {
  type: 'MailboxTestCompleted',
  data: { mailboxId: exampleMailboxId, testId: exampleTestId, incoming: { status: 'Success' }, outgoing: { status: 'Failure', cause } },
};

describe('what the query service shows', () => {
  let query: QueryApp;

  const addProfile = (n: number, name: string) => {
    const event = profileCreatedExample({ name });
    return query.append(categories.profile, idOf(n), { ...event, data: { ...event.data, profileId: idOf(n) } });
  };
  const addMailbox = (n: number, name: string) => {
    const event = mailboxCreatedExample({ name, emailAddress: `m${n}@example.org` }, null);
    return query.append(categories.mailbox, idOf(n), { ...event, data: { ...event.data, mailboxId: idOf(n) } });
  };

  beforeAll(async () => {
    query = await QueryApp.start();
    await query.append(categories.profile, exampleProfileId, profileCreatedExample());
    for (let n = 1; n <= 4; n += 1) await addProfile(n, `Profile ${n % 2}`);
    const events = [mailboxCreatedExample(), credentialsSetExample, testRequestedExample, testFailed, enabledExample];
    await query.append(categories.mailbox, exampleMailboxId, ...events);
    for (let n = 1; n <= 3; n += 1) await addMailbox(n, `Mailbox ${n}`);
    const mails = Array.from({ length: 7 }, (_, index) => ({
      mailboxId: exampleMailboxId,
      raw: plainMail(index < 5 ? `Week ${index}` : 'Other'),
      uid: index + 1,
      receivedAt: `2026-11-0${1 + (index % 3)}T10:00:00.000Z`,
    }));
    await query.receive(...mails, { mailboxId: exampleMailboxId, raw: Buffer.from('\0\0'), uid: 99, quarantined: 'no-header' });
    await query.project();
    await new SyncTelemetry(query.readModel).record(exampleMailboxId, {
      hostId: 'worker-1',
      pushActive: true,
      nextDueAt: '2026-11-24T12:00:00.000Z',
    });
  });
  afterAll(() => query[Symbol.asyncDispose]());

  /** Every page of a list. */
  const all = async <Item>(path: string, limit: number): Promise<Item[]> => {
    const items: Item[] = [];
    const separator = path.includes('?') ? '&' : '?';
    for (let cursor = ''; ;) {
      const { status, json } = await query.get(`${path}${separator}limit=${limit}${cursor}`);
      expect(status).toBe(200);
      const page = json<PageOf<Item>>();
      items.push(...page.items);
      if (page.nextCursor === undefined) return items;
      cursor = `&cursor=${page.nextCursor}`;
    }
  };
  interface Named {
    readonly name: string;
  }
  const names = async (path: string): Promise<string[]> => (await all<Named>(path, 2)).map(({ name }) => name);

  it('profiles by name, page by page, filtered', async () => {
    expect(await names('/v1/profiles')).toEqual(['Office', 'Profile 0', 'Profile 0', 'Profile 1', 'Profile 1']);
    expect(await names('/v1/profiles?name=FILE%201&serverType=ImapSmtp&status=Active')).toEqual(['Profile 1', 'Profile 1']);
    expect(await names('/v1/profiles?status=Inactive')).toEqual([]);
    expect((await query.get('/v1/profiles?serverType=Telepathy&limit=0')).json()['errors']).toHaveLength(2);
  });

  it('a profile with its revision as ETag, once: 304 to whoever has it', async () => {
    const { headers, json } = await query.get(`/v1/profiles/${exampleProfileId}`);
    expect([headers['etag'], json()]).toEqual([
      '"0"',
      expect.objectContaining({ name: 'Office', incomingPortNumber: 993, status: 'Active', revision: 0 }),
    ]);
    expect(json()).not.toHaveProperty('position');
    const known = await query.get(`/v1/profiles/${exampleProfileId}`, { headers: { 'if-none-match': 'W/"7", W/"0"' } });
    expect([known.status, known.headers['etag'], known.bytes.length]).toEqual([304, '"0"', 0]);
    expect((await query.get(`/v1/profiles/${exampleProfileId}`, { headers: { 'if-none-match': '"1"' } })).status).toBe(200);
  });

  it('the mailboxes of a profile; a profile without any has an empty list', async () => {
    expect(await names(`/v1/profiles/${exampleProfileId}/mailboxes`)).toEqual(['Anna']);
    expect(await names(`/v1/profiles/${idOf(1)}/mailboxes`)).toEqual([]);
  });

  it('a mailbox: settings, each leg with its cause, counts, next due, and of its credentials only that there are any', async () => {
    const { headers, json, bytes } = await query.get(`/v1/mailboxes/${exampleMailboxId}`);
    expect(headers['etag']).toBe('"4"');
    expect(json()).toMatchObject({
      name: 'Anna',
      isPasswordSet: true,
      credentialsVersion: 1,
      incoming: { status: 'Success', cause: null, enabled: true },
      outgoing: { status: 'Failure', cause, enabled: true },
      testState: 'Completed',
      received: 7,
      onServer: 8,
      quarantined: 1,
      skipped: 0,
      lastSyncErrorCode: null,
      nextDueAt: '2026-11-24T12:00:00.000Z',
      hostId: 'worker-1',
      pushActive: true,
    });
    expect(bytes.toString()).not.toMatch(/username|credentialId|55555555/);
    expect((await query.get(`/v1/mailboxes/${idOf(1)}`)).json()).toMatchObject({ isPasswordSet: false, received: 0, nextDueAt: null });
  });

  it.each([
    ['', ['Anna', 'Mailbox 1', 'Mailbox 2', 'Mailbox 3']],
    ['?enabled=true', ['Anna']],
    ['?enabled=false&kind=User', ['Mailbox 1', 'Mailbox 2', 'Mailbox 3']],
    [`?profileId=${exampleProfileId}&status=Failure`, ['Anna']],
    ['?status=NotRun&search=m2@EXAMPLE', ['Mailbox 2']],
    ['?search=%25', []],
  ])('mailboxes%s', async (filter, expected) => {
    expect(await names(`/v1/mailboxes${filter}`)).toEqual(expected);
  });

  it('e-mails newest first, each once, whatever the page size', async () => {
    const path = `/v1/mailboxes/${exampleMailboxId}/emails`;
    const emails = await all<{ id: string; arrivedAt: string; subject: string | null }>(path, 3);
    expect(emails).toHaveLength(8);
    expect(emails).toEqual(await all(path, 200));
    expect(emails).toEqual(emails.toSorted((a, b) => b.arrivedAt.localeCompare(a.arrivedAt) || a.id.localeCompare(b.id)));
    expect(new Set(emails.map(({ subject }) => subject)).size).toBe(7);
    const { json } = await query.get(`/v1/emails/${emails.at(-1)!.id}`);
    expect(json()).toMatchObject({
      ...emails.at(-1),
      from: [{ name: 'Anna', address: 'anna@example.com' }],
      cc: [],
      erased: false,
      remote: { protocol: 'imap', folder: 'INBOX', uidValidity: '1', uidl: null },
      handledUnder: { profileRevision: 0, mailboxRevision: 0 },
    });
  });

  it.each([
    ['status=Quarantined', 1],
    ['onServer=true', 8],
    ['onServer=false', 0],
    ['subject=week', 5],
    ['receivedAfter=2026-11-02T10:00:00.000Z&status=Received', 4],
    ['receivedBefore=2026-11-02T11:00:00%2B01:00', 3],
  ])('e-mails with %s', async (filter, count) => {
    expect(await all(`/v1/mailboxes/${exampleMailboxId}/emails?${filter}`, 2)).toHaveLength(count);
  });

  it.each(['onServer=maybe', 'status=Lost', 'receivedAfter=yesterday', 'limit=201', 'limit=0'])('refuses %s', async (filter) => {
    const { status, json } = await query.get(`/v1/mailboxes/${exampleMailboxId}/emails?${filter}`);
    expect([status, json()['code']]).toEqual([400, 'http.invalid-parameter']);
  });

  it.each(['/v1/profiles', '/v1/mailboxes', `/v1/mailboxes/${exampleMailboxId}/emails`, `/v1/mailboxes/${exampleMailboxId}/history`])(
    '%s: a cursor that was forged, or belongs to another list, filter or caller, opens nothing',
    async (path) => {
      const cursor = (await query.get(`${path}?limit=1`)).json<PageOf<unknown>>().nextCursor ?? '';
      const codeFor = async (url: string, subject = 'rik'): Promise<[number, unknown]> => {
        const authorization = `Bearer ${await query.token(['administrator'], 60, subject)}`;
        const { status, json } = await query.getWith(url, { authorization });
        return [status, json()['code']];
      };
      expect(await codeFor(`${path}?limit=2&cursor=${cursor}`)).toEqual([200, undefined]);
      const refused = [400, 'http.cursor-invalid'];
      expect(await codeFor(`${path}?cursor=${cursor}`, 'eve')).toEqual(refused);
      expect(await codeFor(`${path}?cursor=${Buffer.from('["",""]').toString('base64url')}.${cursor.split('.')[1] ?? ''}`)).toEqual(
        refused,
      );
      expect(await codeFor(`/v1/profiles/${exampleProfileId}/history?cursor=${cursor}`)).toEqual(refused);
      if (!path.endsWith('history'))
        expect(
          await codeFor(
            `${path}?status=${path.endsWith('emails') ? 'Received' : path.endsWith('profiles') ? 'Active' : 'Success'}&cursor=${cursor}`,
          ),
        ).toEqual(refused);
    },
  );

  it('the settings of the organization, before and after they were changed', async () => {
    const before = await query.get('/v1/organization/settings');
    expect([before.headers['etag'], before.json()]).toEqual([undefined, expect.objectContaining({ defaultProfileId: null, revision: -1 })]);
    const changes = { defaultProfileId: { from: null, to: exampleProfileId } };
    await query.append(categories.organization, theOrganization, {
      type: 'SystemSettingsChanged',
      data: { organizationId: theOrganization, changes },
    });
    await query.project();
    const after = await query.get('/v1/organization/settings');
    expect([after.headers['etag'], after.json()]).toEqual([
      '"0"',
      expect.objectContaining({ defaultProfileId: exampleProfileId, revision: 0 }),
    ]);
    expect((await query.get('/v1/organization/settings/history')).json()).toMatchObject({
      items: [{ stream: 'organization', changes: [{ field: 'defaultProfileId', from: null, to: exampleProfileId }] }],
    });
  });

  it('how far it is behind the log', async () => {
    const position = await addProfile(9, 'Not shown');
    interface Status {
      readonly head: string;
      readonly shown: string;
      readonly projections: readonly { readonly name: string; readonly behind: string }[];
    }
    const behind = (await query.get('/v1/status', { roles: ['operator'] })).json<Status>();
    expect(behind.head).toBe(position.toString());
    expect(BigInt(behind.shown)).toBeLessThan(position);
    expect(behind.projections.map(({ name }) => name).sort()).toEqual(['emails', 'mailboxes', 'profiles', 'settings']);
    await query.project();
    const level = (await query.get('/v1/status', { roles: ['operator'] })).json<Status>();
    expect(level).toMatchObject({ head: position.toString(), shown: position.toString() });
    expect(level.projections.every((one) => one.behind === '0')).toBe(true);
  });
});
