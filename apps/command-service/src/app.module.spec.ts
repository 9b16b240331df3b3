import { mailboxOwner } from '@postbode/domain';
import { canaryForms, findCanary } from '@postbode/vault/testing';
import { CommandApp, mailboxBody, profileBody, type Answer } from './testing/command-app.js';

const anyRevision = { headers: { 'if-match': '*' } };
const password = 'correct-horse-battery-staple-canary';

describe('the command API', () => {
  let app: CommandApp;
  beforeEach(async () => {
    app = await CommandApp.start();
  });
  afterEach(() => app[Symbol.asyncDispose]());

  const create = async (path: string, body: object): Promise<string> => {
    const { status, body: answer } = await app.call('POST', path, body);
    expect(status).toBe(201);
    return answer['id'] as string;
  };
  const createProfile = (): Promise<string> => create('/v1/profiles', profileBody);
  const createMailbox = async (changes: object = {}): Promise<string> =>
    create('/v1/mailboxes', { ...mailboxBody, profileId: await createProfile(), ...changes });

  const setCredentials = (mailboxId: string): Promise<Answer> =>
    app.call('PUT', `/v1/mailboxes/${mailboxId}/credentials`, { username: 'anna', password }, anyRevision);

  it('creates a profile, says where it is, and records who, why and under which command', async () => {
    const answer = await app.call('POST', '/v1/profiles', profileBody, { headers: { 'postbode-reason': 'new office' } });
    expect(answer).toMatchObject({ status: 201, headers: { etag: '"0"', location: `/v1/profiles/${String(answer.body['id'])}` } });
    const [event] = await app.events('profile', answer.body['id'] as string);
    expect(event).toMatchObject({
      type: 'ProfileCreated',
      metadata: { actor: { id: 'the-administrator' }, command: 'CreateProfile', reason: 'new office' },
      data: { consent: { by: 'the-administrator', noticeVersion: '2026-01' } },
    });
    expect(answer.body['position']).toBe(String(event?.position));
  });

  it('wants If-Match for a change (428) and refuses a stale one (412)', async () => {
    const id = await createProfile();
    const change = (headers: Record<string, string>) => app.call('PATCH', `/v1/profiles/${id}`, { name: 'Head office' }, { headers });
    expect(await change({})).toMatchObject({ status: 428, body: { code: 'http.precondition-required' } });
    expect(await change({ 'if-match': '"7"' })).toMatchObject({ status: 412, body: { code: 'command.stale-revision' } });
    expect(await change({ 'if-match': '"0"' })).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { revision: 1 } });
    expect(await change({ 'if-match': '"0"' })).toMatchObject({ status: 412 });
  });

  it('lets one of many writers with the same If-Match through', async () => {
    const id = await createProfile();
    const change = (_: unknown, n: number) =>
      app.call('PATCH', `/v1/profiles/${id}`, { name: `Office ${n}` }, { headers: { 'if-match': '"0"' } });
    const statuses = (await Promise.all(Array.from({ length: 20 }, change))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(19);
  });

  it('does a request with the same Idempotency-Key once, and answers it the same again', async () => {
    const headers = { 'idempotency-key': 'create-office-1' };
    const first = await app.call('POST', '/v1/profiles', profileBody, { headers });
    const again = await app.call('POST', '/v1/profiles', profileBody, { headers });
    expect(again).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
    expect(await app.eventCount()).toBe(1);
    expect(await app.call('POST', '/v1/profiles', { ...profileBody, name: 'Other' }, { headers })).toMatchObject({ status: 422 });
  });

  it('answers bad input with a problem that names the field, and records nothing', async () => {
    const bad = await app.call('POST', '/v1/profiles', { ...profileBody, incomingPortNumber: 65_536, colour: 'red' });
    expect(bad).toMatchObject({ status: 422, headers: { 'content-type': expect.stringContaining('application/problem+json') as unknown } });
    expect(JSON.stringify(bad.body)).toContain('/incomingPortNumber');
    expect(await app.call('POST', '/v1/profiles', { ...profileBody, consent: undefined })).toMatchObject({
      status: 422,
      body: { code: 'profile.consent-missing' },
    });
    expect(await app.eventCount()).toBe(0);
  });

  it('takes an instant with any offset and keeps it in UTC', async () => {
    const id = await create('/v1/profiles', { ...profileBody, processEmailsReceivedAfter: '2026-03-01T01:00:00+01:00' });
    expect((await app.events('profile', id))[0]).toMatchObject({
      data: { settings: { processEmailsReceivedAfter: '2026-03-01T00:00:00.000Z' } },
    });
  });

  it('puts the password into the vault and into nothing else', async () => {
    const id = await createMailbox();
    const answer = await setCredentials(id);
    expect(answer.status).toBe(200);
    const events = await app.events('mailbox', id);
    const set = events.find(({ type }) => type === 'MailboxCredentialsSet');
    const { credential } = set?.data as { credential: { credentialId: string; version: number } };
    const purpose = { owner: mailboxOwner(id), purpose: 'password' };
    const stored = await app.vault.openCredential(credential, purpose, { actor: { id: 'test', kind: 'service' }, reason: 'test' });
    expect(stored.toString()).toBe(password);
    const said = JSON.stringify([answer, events.map(({ data, metadata }) => [data, metadata])]);
    expect(findCanary(said, password)).toEqual([]);
    expect(findCanary(`${said}${canaryForms(password)[1] ?? ''}`, password)).not.toEqual([]); // the search does find one
  });

  it('takes credentials over HTTPS only, unless the deployment switch is on (1.3)', async () => {
    await using strict = await CommandApp.start({ allowCredentialsEntryViaNonSecureChannels: false });
    const { body } = await strict.call('POST', '/v1/mailboxes', mailboxBody);
    const answer = await strict.call('PUT', `/v1/mailboxes/${String(body['id'])}/credentials`, { username: 'a', password }, anyRevision);
    expect(answer).toMatchObject({ status: 422, body: { code: 'mailbox.credentials-over-insecure-channel' } });
    expect(findCanary(JSON.stringify(answer), password)).toEqual([]);
  });

  it('tests and enables, disables and syncs by request', async () => {
    const id = await createMailbox();
    expect(await app.call('POST', `/v1/mailboxes/${id}/test-and-enable`, {})).toMatchObject({
      status: 409,
      body: { code: 'mailbox.credentials-missing' },
    });
    await setCredentials(id);
    expect(await app.call('POST', `/v1/mailboxes/${id}/test-and-enable`, {})).toMatchObject({ status: 202 });
    expect(await app.call('POST', `/v1/mailboxes/${id}/sync`)).toMatchObject({ status: 409, body: { code: 'mailbox.not-enabled' } });
    expect(await app.call('POST', `/v1/mailboxes/${id}/disable`)).toMatchObject({ status: 202 });
    expect((await app.events('mailbox', id)).map(({ type }) => type)).toEqual([
      'MailboxCreated',
      'MailboxCredentialsSet',
      'MailboxTestRequested',
    ]);
  });

  it('takes profile and methods of a new mailbox from the system settings', async () => {
    const profileId = await createProfile();
    const settings = { defaultProfileId: profileId, defaultOutgoingEmailDeliveryMethod: 'None' };
    expect(await app.call('PATCH', '/v1/organization/settings', settings, anyRevision)).toMatchObject({ status: 200 });
    const id = await create('/v1/mailboxes', mailboxBody);
    expect((await app.events('mailbox', id))[0]).toMatchObject({
      data: { profileId, settings: { outgoingEmailDeliveryMethod: 'None', incomingEmailDeliveryMethod: 'ServerSideSynchronization' } },
    });
    expect(await app.call('PATCH', '/v1/organization/settings', { defaultProfileId: id }, anyRevision)).toMatchObject({
      status: 422,
      body: { code: 'organization.default-profile-missing' },
    });
  });

  it('associates, deactivates and deletes; a deleted mailbox leaves no password', async () => {
    const id = await createMailbox({ profileId: null });
    await setCredentials(id);
    const profileId = await createProfile();
    const associate = (to: string) => app.call('PUT', `/v1/mailboxes/${id}/profile`, { profileId: to }, anyRevision);
    expect(await associate(id)).toMatchObject({ status: 422, body: { code: 'mailbox.profile-missing' } });
    expect(await associate(profileId)).toMatchObject({ status: 200 });
    expect(await app.call('POST', `/v1/profiles/${profileId}/deactivate`, undefined, anyRevision)).toMatchObject({ status: 200 });
    expect(await app.call('POST', `/v1/mailboxes/${id}/test-and-enable`, {})).toMatchObject({ body: { code: 'mailbox.profile-inactive' } });
    expect(await app.call('POST', `/v1/profiles/${profileId}/activate`, undefined, anyRevision)).toMatchObject({ status: 200 });
    expect(await app.call('DELETE', `/v1/mailboxes/${id}`, undefined, anyRevision)).toMatchObject({ status: 200 });
    expect(await app.call('DELETE', `/v1/mailboxes/${id}`, undefined, anyRevision)).toMatchObject({ status: 404 });
    const set = (await app.events('mailbox', id)).find(({ type }) => type === 'MailboxCredentialsSet');
    const { credential } = set?.data as { credential: { credentialId: string; version: number } };
    const use = { actor: { id: 'test', kind: 'service' as const }, reason: 'test' };
    await expect(app.vault.openCredential(credential, { owner: mailboxOwner(id), purpose: 'password' }, use)).rejects.toThrow();
  });

  describe('who may call what', () => {
    const id = '99999999-9999-4999-8999-999999999999';
    const administrators = ['administrator'];
    const operators = ['administrator', 'operator'];
    const routes = [
      ['POST', '/v1/profiles', administrators],
      ['PATCH', `/v1/profiles/${id}`, administrators],
      ['POST', `/v1/profiles/${id}/activate`, administrators],
      ['POST', `/v1/profiles/${id}/deactivate`, administrators],
      ['DELETE', `/v1/profiles/${id}`, administrators],
      ['POST', '/v1/mailboxes', administrators],
      ['PATCH', `/v1/mailboxes/${id}`, administrators],
      ['PUT', `/v1/mailboxes/${id}/profile`, administrators],
      ['PUT', `/v1/mailboxes/${id}/credentials`, administrators],
      ['DELETE', `/v1/mailboxes/${id}`, administrators],
      ['POST', `/v1/mailboxes/${id}/test-and-enable`, administrators],
      ['POST', `/v1/mailboxes/${id}/disable`, operators],
      ['POST', `/v1/mailboxes/${id}/sync`, operators],
      ['PATCH', '/v1/organization/settings', administrators],
    ] as const;

    it.each(routes)('%s %s', async (method, url, allowed) => {
      expect((await app.call(method, url, {}, { role: null })).status).toBe(401);
      for (const role of ['none', 'administrator', 'reader', 'auditor', 'operator']) {
        const { status } = await app.call(method, url, {}, { role, ...anyRevision });
        if (allowed.includes(role)) expect([200, 201, 202, 404, 422]).toContain(status);
        else expect([role, status]).toEqual([role, 403]);
      }
    });
  });
});
