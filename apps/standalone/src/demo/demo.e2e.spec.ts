import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { pause } from '@postbode/kernel';
import { findCanary } from '@postbode/vault/testing';
import { ApiClient } from './api-client.js';
import { startDemo, type RunningDemo } from './demo.js';

interface Shown {
  readonly id: string;
  readonly subject: string;
}

interface Written {
  readonly id: string;
  readonly revision: number;
  readonly position: string;
}

const eventually = async <T>(look: () => Promise<T>, enough: (seen: T) => boolean): Promise<T> => {
  for (let tries = 0; ; tries++) {
    const seen = await look();
    if (enough(seen) || tries >= 300) return seen;
    await pause(100);
  }
};

describe('the whole system on a sandbox mail server', () => {
  let database: TestDatabase;
  let demo: RunningDemo;
  let api: ApiClient;
  const said: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    const environment = { DATABASE_URL: database.url, POSTBODE_HTTP_PORT: '0', POSTBODE_OPS_PORT: '0', POSTBODE_LOG_LEVEL: 'silent' };
    demo = await startDemo(environment, (line) => said.push(line));
    api = new ApiClient(demo.standalone.url, demo.token);
  }, 120_000);
  afterAll(async () => {
    await demo[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  const emails = async (): Promise<readonly Shown[]> =>
    (await api.get<{ items: readonly Shown[] }>(`/v1/mailboxes/${demo.mailboxId}/emails`)).items;
  const emailWith = async (subject: string): Promise<Shown> => {
    const found = (await emails()).find((email) => email.subject.startsWith(subject));
    if (found === undefined) throw new Error(`no e-mail "${subject}"`);
    return found;
  };
  const text = async (path: string): Promise<string> =>
    (await fetch(`${demo.standalone.url}${path}`, { headers: { authorization: `Bearer ${demo.token}` } })).text();

  it('shows what it does, in every script', () => {
    expect(said.join('\n')).toContain('Coördinatie van de reünie');
    expect(said.join('\n')).toContain('会議のお知らせ');
    expect(said.filter((line) => line.includes('5 of 5 messages'))).toHaveLength(1);
  });

  it('decodes the text, cleans the HTML, and gives the attachment and the bytes', async () => {
    expect(await text(`/v1/emails/${(await emailWith('Coörd')).id}/text`)).toContain('De reünie kost € 25');
    expect(await text(`/v1/emails/${(await emailWith('会議')).id}/text`)).toContain('オンライン');
    const html = await text(`/v1/emails/${(await emailWith('This week')).id}/html`);
    expect(html).toContain('<b>bicycles</b>');
    expect(html).not.toMatch(/script|tracker\.example/);
    const { id } = await emailWith('Invoice');
    expect(await text(`/v1/emails/${id}/attachments/0`)).toBe('description;amount\r\nBicycle;899.00\r\nBell;12.50\r\n');
    expect(await text(`/v1/emails/${id}/raw`)).toMatch(/^From: Administratie <facturen@leverancier\.example>\r\n/);
  });

  it('shows a message delivered later by itself', async () => {
    demo.deliver();
    const seen = await eventually(emails, (items) => items.length === 6);
    expect(seen[0]?.subject).toBe('Re: Lunch on Thursday? (1)');
  });

  it('keeps what the server removes, and recognises everything after a UIDVALIDITY change', async () => {
    interface Counts {
      readonly received: number;
      readonly onServer: number;
    }
    const counts = (): Promise<Counts> => api.get<Counts>(`/v1/mailboxes/${demo.mailboxId}`);
    const [first] = demo.sandbox.uids(demo.address);
    demo.sandbox.remove(demo.address, first ?? 0);
    await api.send('POST', `/v1/mailboxes/${demo.mailboxId}/sync`);
    expect(await eventually(counts, ({ onServer }) => onServer === 5)).toMatchObject({ received: 6, onServer: 5 });
    demo.sandbox.resetUidValidity(demo.address);
    await api.send('POST', `/v1/mailboxes/${demo.mailboxId}/sync`);
    const types = async (): Promise<readonly string[]> => {
      const page = await api.get<{ items: readonly { type: string }[] }>(`/v1/mailboxes/${demo.mailboxId}/history?include=sync&limit=200`);
      return page.items.map(({ type }) => type);
    };
    const recorded = await eventually(types, (seen) => seen.filter((type) => type === 'EmailRelocated').length === 5);
    expect(recorded.filter((type) => type === 'EmailRelocated')).toHaveLength(5);
    expect(recorded.filter((type) => type === 'EmailReceived')).toHaveLength(6);
    expect(await eventually(counts, ({ onServer }) => onServer === 5)).toMatchObject({ received: 6, onServer: 5 });
  });

  it('says why a test failed, for a person, and keeps no secret anywhere but in the vault', async () => {
    const canary = 'canary-wrong-password-7b1f';
    const mailbox = (await api.send('POST', '/v1/mailboxes', {
      kind: 'Queue',
      regardingObjectId: '7d0f7f6e-0f6c-4a4e-9c1b-2f0f5c1f0a02',
      profileId: (await api.get<{ profileId: string }>(`/v1/mailboxes/${demo.mailboxId}`)).profileId,
      emailAddress: demo.address,
      allowEmailConnectorToUseCredentials: true,
    })) as Written;
    const path = `/v1/mailboxes/${mailbox.id}`;
    await api.send('PUT', `${path}/credentials`, { username: demo.address, password: canary }, { 'if-match': `"${mailbox.revision}"` });
    const { position } = (await api.send('POST', `${path}/test-and-enable`, {})) as Written;
    interface Tested {
      readonly testState: string;
    }
    const tested = await eventually(
      () => api.get<Tested>(`${path}?minPosition=${position}`),
      ({ testState }) => testState === 'Completed',
    );
    const failure = {
      status: 'Failure',
      enabled: false,
      cause: { code: 'mail.authentication-failed', remedy: expect.stringContaining('password') as unknown },
    };
    expect(tested).toMatchObject({ incoming: failure, outgoing: failure });

    const { rows: tables } = await database.pool.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
    );
    const seen = [JSON.stringify(tested), JSON.stringify(await api.get(`${path}/history`)), said.join('\n')];
    for (const { name } of tables) {
      const { rows } = await database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
      seen.push(rows.map(({ row }) => row).join('\n'));
    }
    for (const secret of [canary, demo.password]) expect(findCanary(seen.join('\n'), secret)).toEqual([]);
    expect(tables.length).toBeGreaterThan(10);
    expect(findCanary(`${seen.join('\n')}${Buffer.from(canary).toString('base64')}`, canary)).not.toEqual([]); // the search does find one
  });

  it('describes itself and its health', async () => {
    const document = await api.get<{ openapi: string; paths: Record<string, unknown> }>('/openapi.json');
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/profiles', '/v1/mailboxes/{id}/emails', '/v1/emails/{id}/raw']),
    );
    expect((await fetch(`${demo.standalone.opsUrl}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${demo.standalone.opsUrl}/metrics`)).text()).toContain('postbode_messages_processed_total');
  });
});
