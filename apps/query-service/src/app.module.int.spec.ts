import { categories } from '@postbode/domain';
import { exampleMailboxId, exampleProfileId, mailboxCreatedExample, profileCreatedExample } from '@postbode/domain/testing';
import { roles, type Role } from '@postbode/http';
import { hostileMail } from './testing/example-mail.js';
import { QueryApp } from './testing/query-app.js';

const nobody = '99999999-9999-4999-8999-999999999999';
const data: readonly Role[] = ['administrator', 'reader', 'auditor'];
const content: readonly Role[] = ['administrator', 'reader'];
const history: readonly Role[] = ['administrator', 'auditor'];
const operation: readonly Role[] = ['administrator', 'operator'];

interface RouteCase {
  readonly route: string;
  readonly allowed: readonly Role[];
  /** Says whose it is; a stranger's id gives this code. */
  readonly missing?: string;
}

const routes: readonly RouteCase[] = [
  { route: '/v1/profiles', allowed: data },
  { route: '/v1/profiles/:profile', allowed: data, missing: 'profile.not-found' },
  { route: '/v1/profiles/:profile/mailboxes', allowed: data, missing: 'profile.not-found' },
  { route: '/v1/profiles/:profile/history', allowed: history, missing: 'profile.not-found' },
  { route: '/v1/mailboxes', allowed: data },
  { route: '/v1/mailboxes/:mailbox', allowed: data, missing: 'mailbox.not-found' },
  { route: '/v1/mailboxes/:mailbox/history', allowed: history, missing: 'mailbox.not-found' },
  { route: '/v1/mailboxes/:mailbox/emails', allowed: data, missing: 'mailbox.not-found' },
  { route: '/v1/emails/:email', allowed: data, missing: 'email.not-found' },
  { route: '/v1/emails/:email/text', allowed: content, missing: 'email.not-found' },
  { route: '/v1/emails/:email/html', allowed: content, missing: 'email.not-found' },
  { route: '/v1/emails/:email/attachments', allowed: content, missing: 'email.not-found' },
  { route: '/v1/emails/:email/attachments/0', allowed: content, missing: 'email.not-found' },
  { route: '/v1/emails/:email/raw', allowed: content, missing: 'email.not-found' },
  { route: '/v1/organization/settings', allowed: data },
  { route: '/v1/organization/settings/history', allowed: history },
  { route: '/v1/status', allowed: operation },
];

describe('every route of the query service', () => {
  let query: QueryApp;
  let emailId: string;
  const addressOf = (route: string, stranger?: string): string =>
    route
      .replace(':profile', stranger ?? exampleProfileId)
      .replace(':mailbox', stranger ?? exampleMailboxId)
      .replace(':email', stranger ?? emailId);

  beforeAll(async () => {
    query = await QueryApp.start({ waitMs: 300 });
    await query.append(categories.profile, exampleProfileId, profileCreatedExample());
    await query.append(categories.mailbox, exampleMailboxId, mailboxCreatedExample());
    [emailId = ''] = await query.receive({ mailboxId: exampleMailboxId, raw: hostileMail, uid: 1 });
    await query.project();
  });
  afterAll(() => query[Symbol.asyncDispose]());

  it('is in the table below, and no other', async () => {
    const { paths } = (await query.getWith('/openapi.json', {})).json<{ paths: Record<string, Record<string, { 'x-roles': Role[] }>> }>();
    const served = Object.entries(paths).map(([path, { get }]) => [path.replace('{index}', '0').replace(/\{\w+\}/, ':'), get?.['x-roles']]);
    const expected = routes.map(({ route, allowed }) => [route.replace(/:\w+/, ':'), allowed]);
    expect(served.sort()).toEqual(expected.map(([route, allowed]) => [route, [...(allowed as Role[])]]).sort());
  });

  it.each(routes)('$route: only for $allowed', async ({ route, allowed }) => {
    for (const role of roles) {
      const { status, headers, json } = await query.get(addressOf(route), { roles: [role] });
      expect([role, status]).toEqual([role, allowed.includes(role) ? 200 : 403]);
      if (status === 403) expect(json()['code']).toBe('http.role-missing');
      else expect(headers['postbode-position']).toMatch(/^\d+$/);
    }
    expect((await query.get(addressOf(route), { roles: [] })).status).toBe(403);
    expect((await query.getWith(addressOf(route), {})).status).toBe(401);
    const expired = await query.token(allowed, -120);
    expect((await query.getWith(addressOf(route), { authorization: `Bearer ${expired}` })).json()['code']).toBe('http.token-invalid');
  });

  it.each(routes.filter(({ missing }) => missing !== undefined))('$route: a stranger is $missing', async ({ route, missing }) => {
    const { status, json } = await query.get(addressOf(route, nobody));
    expect([status, json()['code']]).toEqual([404, missing]);
    expect((await query.get(addressOf(route, 'no-uuid'))).json()).toMatchObject({
      code: 'http.invalid-parameter',
      errors: [{ parameter: 'id' }],
    });
    const shouted = addressOf(route).replace(/[0-9a-f-]{36}/, (id) => id.toUpperCase());
    expect((await query.get(shouted)).status).toBe(200);
  });

  it.each(routes)('$route: waits for the position it is asked for, and says when it is not there', async ({ route }) => {
    const shown = (await query.get(addressOf(route))).headers['postbode-position'] as string;
    expect((await query.get(`${addressOf(route)}?minPosition=${shown}`)).status).toBe(200);
    const beyond = await query.get(addressOf(route), { headers: { 'postbode-min-position': String(BigInt(shown) + 1000n) } });
    expect([beyond.status, beyond.json()['code'], beyond.headers['retry-after']]).toEqual([503, 'query.not-caught-up', '2']);
    expect((await query.get(`${addressOf(route)}?minPosition=-1`)).status).toBe(400);
  });

  it('shows a write to whoever waits for it', async () => {
    const patient = await QueryApp.start({ waitMs: 30_000 });
    await patient.project();
    const position = await patient.append(categories.profile, exampleProfileId, profileCreatedExample({ name: 'Just written' }));
    expect((await patient.get(`/v1/profiles/${exampleProfileId}`)).status).toBe(404);
    const waiting = patient.get(`/v1/profiles/${exampleProfileId}?minPosition=${position}`);
    await patient.project();
    const { status, headers, json } = await waiting;
    expect([status, json()['name']]).toEqual([200, 'Just written']);
    expect(BigInt(headers['postbode-position'] as string)).toBeGreaterThanOrEqual(position);
    await patient[Symbol.asyncDispose]();
  });

  it('had no fault', () => {
    expect(query.faults).toEqual([]);
  });
});
