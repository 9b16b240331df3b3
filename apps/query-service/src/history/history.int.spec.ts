import { categories } from '@postbode/domain';
import {
  credentialsSetExample,
  enabledExample,
  exampleCredential,
  exampleMailboxId,
  exampleProfileId,
  mailboxCreatedExample,
  profileCreatedExample,
} from '@postbode/domain/testing';
import { plainMail } from '../testing/example-mail.js';
import { QueryApp } from '../testing/query-app.js';
import type { HistoryEntry } from './history.schemas.js';

interface HistoryPage {
  readonly items: readonly HistoryEntry[];
  readonly nextCursor?: string;
}

const auditor = { roles: ['auditor'] } as const;

describe('history', () => {
  let query: QueryApp;
  const envelopes: string[] = [];

  beforeAll(async () => {
    query = await QueryApp.start();
    await query.append(categories.profile, exampleProfileId, profileCreatedExample());
    const changes = { incomingPortNumber: { from: 993, to: 143 }, incomingTlsMode: { from: 'Implicit', to: 'StartTls' } };
    await query.append(categories.profile, exampleProfileId, {
      type: 'ProfileUpdated',
      data: { profileId: exampleProfileId, changes, defaulted: [] },
    });
    await query.append(categories.mailbox, exampleMailboxId, mailboxCreatedExample(), credentialsSetExample);
    await query.receive(...[1, 2, 3].map((uid) => ({ mailboxId: exampleMailboxId, raw: plainMail(`Mail ${uid}`), uid })));
    await query.append(categories.mailbox, exampleMailboxId, enabledExample);
    await query.receive({ mailboxId: exampleMailboxId, raw: Buffer.from('?'), uid: 9, quarantined: 'no-header' });
    for await (const { data } of query.store.readAll({ filter: { types: ['EmailReceived'] } }))
      envelopes.push((data as { envelope: string }).envelope);
  });
  afterAll(() => query[Symbol.asyncDispose]());

  const pages = async (path: string, limit: number, between: () => Promise<unknown> = async () => undefined): Promise<HistoryEntry[]> => {
    const items: HistoryEntry[] = [];
    for (let cursor = ''; ;) {
      const page = (await query.get(`${path}limit=${limit}${cursor}`, auditor)).json<HistoryPage>();
      items.push(...page.items);
      if (page.nextCursor === undefined) return items;
      cursor = `&cursor=${page.nextCursor}`;
      await between();
    }
  };

  it('of a profile: who, when, what from and to, under which command; newest first; before any projection ran', async () => {
    const { items } = (await query.get(`/v1/profiles/${exampleProfileId}/history`, auditor)).json<HistoryPage>();
    expect(items.map(({ revision, type }) => [revision, type])).toEqual([
      [1, 'ProfileUpdated'],
      [0, 'ProfileCreated'],
    ]);
    expect(items[0]).toMatchObject({
      stream: 'profile',
      actor: { id: 'anna', kind: 'user' },
      command: 'Test',
      reason: 'because',
      correlationId: 'correlation',
      causationId: 'cause',
      changes: [
        { field: 'incomingPortNumber', from: 993, to: 143 },
        { field: 'incomingTlsMode', from: 'Implicit', to: 'StartTls' },
      ],
    });
    expect(new Date(items[0]!.at).toISOString()).toBe(items[0]!.at);
    expect(items[1]?.changes).toContainEqual({ field: 'name', from: null, to: 'Office' });
    expect(items[1]?.facts).toMatchObject({ serverType: 'ImapSmtp', consent: { by: 'anna' } });
  });

  it('of a mailbox: credentials only as changed, with their version', async () => {
    const { bytes, json } = await query.get(`/v1/mailboxes/${exampleMailboxId}/history`, auditor);
    const { items } = json<HistoryPage>();
    expect(items.map(({ type }) => type)).toEqual(['MailboxEnabled', 'MailboxCredentialsSet', 'MailboxCreated']);
    expect(items[1]).toMatchObject({ changes: [], facts: { credentials: 'changed', version: 1 } });
    expect(bytes.toString()).not.toContain(exampleCredential.credentialId);
  });

  it('with its mail: both streams in the order of the log, no content, nothing sealed', async () => {
    const { bytes, json } = await query.get(`/v1/mailboxes/${exampleMailboxId}/history?include=sync`, auditor);
    const { items } = json<HistoryPage>();
    expect(items.map(({ type }) => type)).toEqual([
      'EmailQuarantined',
      'MailboxEnabled',
      'EmailReceived',
      'EmailReceived',
      'EmailReceived',
      'MailboxCredentialsSet',
      'MailboxCreated',
    ]);
    expect(items[2]).toMatchObject({ stream: 'mailboxsync', revision: 2, facts: { remote: { uid: 3 }, size: plainMail('Mail 3').length } });
    expect(envelopes).toHaveLength(3);
    for (const envelope of envelopes) expect(bytes.toString()).not.toContain(envelope.slice(0, 40));
    expect(bytes.toString()).not.toMatch(/envelope|blob|segment|Mail 3/);
  });

  it('is the same page by page, each entry once, also while more is happening', async () => {
    const path = `/v1/mailboxes/${exampleMailboxId}/history?include=sync&`;
    const whole = await pages(path, 200);
    for (const limit of [1, 2, 3]) expect(await pages(path, limit)).toEqual(whole);
    const meanwhile = () =>
      query.append(categories.mailbox, exampleMailboxId, { type: 'MailboxSyncRequested', data: { mailboxId: exampleMailboxId } });
    expect(await pages(path, 1, meanwhile)).toEqual(whole);
  });

  it('of a deleted mailbox stays', async () => {
    await query.append(categories.mailbox, exampleMailboxId, { type: 'MailboxDeleted', data: { mailboxId: exampleMailboxId } });
    await query.project();
    expect((await query.get(`/v1/mailboxes/${exampleMailboxId}`, auditor)).status).toBe(404);
    const { items } = (await query.get(`/v1/mailboxes/${exampleMailboxId}/history`, auditor)).json<HistoryPage>();
    expect(items[0]?.type).toBe('MailboxDeleted');
  });
});
