import { categories, mailboxOwner } from '@postbode/domain';
import { exampleMailboxId, mailboxCreatedExample } from '@postbode/domain/testing';
import { WorkerMimeParser } from '@postbode/mail';
import { EmailRow } from '@postbode/read-model';
import { nastyMessages } from '@postbode/mail/testing';
import { Sealer } from '@postbode/vault';
import { hostileMail, plainMail } from '../testing/example-mail.js';
import { QueryApp } from '../testing/query-app.js';
import { sha256Of } from '../testing/seal-mail.js';

const harmful = /<script|onclick|javascript:|tracker\.example/i;

describe('the content of e-mails', () => {
  let query: QueryApp;
  let uid = 1;
  beforeAll(async () => {
    query = await QueryApp.start();
    await query.append(categories.mailbox, exampleMailboxId, mailboxCreatedExample());
  });
  afterAll(() => query[Symbol.asyncDispose]());

  const stored = async (raw: Buffer, quarantined?: string, mailboxId = exampleMailboxId): Promise<string> => {
    const [id = ''] = await query.receive({ mailboxId, raw, uid: uid++, ...(quarantined !== undefined && { quarantined }) });
    await query.project();
    return id;
  };
  const content = (id: string, part: string) => query.get(`/v1/emails/${id}/${part}`);

  it.each([...nastyMessages])('raw: %s, byte for byte', async (_name, raw) => {
    const id = await stored(raw);
    const { bytes, headers } = await content(id, 'raw');
    expect(sha256Of(bytes)).toBe(sha256Of(raw));
    expect(headers['content-disposition']).toMatch(/^attachment; filename="[0-9a-f-]+\.eml"/);
    expect(headers).toMatchObject({
      'content-type': 'message/rfc822',
      'content-length': String(raw.length),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
    });
  });

  it('raw: every byte there is, also NUL', async () => {
    const raw = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));
    const { bytes } = await content(await stored(raw, 'no-header'), 'raw');
    expect(bytes.equals(raw)).toBe(true);
  });

  it('text: as UTF-8, and of HTML what a person reads in it', async () => {
    const plain = await content(await stored(plainMail('Hello')), 'text');
    expect(plain.bytes.toString()).toBe('The text of Hello.\n');
    expect(plain.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(plain.headers['postbode-truncated']).toBe('false');
    const fromHtml = await content(await stored(hostileMail), 'text');
    expect(fromHtml.bytes.toString()).toContain('Hallo één');
    expect(fromHtml.bytes.toString()).not.toContain('alert');
  });

  it('html: without script, handlers and remote content, and never for a browser to show', async () => {
    expect(hostileMail.toString()).toMatch(harmful); // the check itself finds what it looks for
    const { bytes, headers } = await content(await stored(hostileMail), 'html');
    expect(bytes.toString()).toContain('<p>Hallo één</p>');
    expect(headers['content-disposition']).toMatch(/^attachment;/);
    expect(bytes.toString()).not.toMatch(harmful);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-security-policy': "sandbox; default-src 'none'",
      'postbode-remote-content-blocked': 'true',
    });
  });

  it('html: none in a plain message', async () => {
    expect((await content(await stored(plainMail('Plain')), 'html')).json()).toMatchObject({ status: 404, code: 'email.no-html' });
  });

  it('attachments: listed and given under names that are safe, as bytes', async () => {
    const id = await stored(hostileMail);
    const { items } = (await content(id, 'attachments')).json<{ items: { index: number; filename: string; size: number }[] }>();
    expect(items).toHaveLength(2);
    for (const { index, filename, size } of items) {
      expect(filename).not.toMatch(/[/\\\r\n"]|\.\./);
      const { bytes, headers } = await content(id, `attachments/${index}`);
      expect(bytes).toHaveLength(size);
      expect(headers['content-disposition']).toMatch(/^attachment; filename="[^"\r\n]*"; filename\*=UTF-8''[A-Za-z0-9%._~-]*$/);
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'" });
    }
    const [page, pdf] = await Promise.all([0, 1].map((index) => content(id, `attachments/${index}`)));
    expect([page!.headers['content-type'], page!.bytes.toString().trim()]).toEqual([
      'application/octet-stream',
      '<script>alert(4)</script>',
    ]);
    expect([pdf!.headers['content-type'], pdf!.bytes.toString()]).toEqual(['application/pdf', '%PDF-1.7 not really']);
    expect((await content(id, 'attachments/2')).json()).toMatchObject({ status: 404, code: 'email.attachment-not-found' });
    expect((await content(id, 'attachments/-1')).json()).toMatchObject({ status: 400, errors: [{ parameter: 'index' }] });
  });

  it('a quarantined one: its bytes, and why there is nothing else', async () => {
    const id = await stored(Buffer.from('\0no mail'), 'no-header');
    expect((await content(id, 'raw')).bytes.toString()).toBe('\0no mail');
    for (const part of ['text', 'html', 'attachments', 'attachments/0']) {
      expect((await content(id, part)).json()).toMatchObject({ status: 422, code: 'email.quarantined', details: { reason: 'no-header' } });
    }
  });

  it('one that cannot be taken apart within the limits says so', async () => {
    await using parser = new WorkerMimeParser({ limits: { headerFields: 1 } });
    await using strict = await QueryApp.start({ parser });
    const [id = ''] = await strict.receive({ mailboxId: exampleMailboxId, raw: plainMail('Many headers'), uid: 1 });
    await strict.project();
    expect((await strict.get(`/v1/emails/${id}/text`)).json()).toMatchObject({
      status: 422,
      code: 'email.unreadable',
      details: { reason: 'too-many-headers' },
    });
    expect((await strict.get(`/v1/emails/${id}/raw`)).status).toBe(200);
  });

  const change = (id: string, set: string) =>
    query.readModel.query(`UPDATE ${query.readModel.table(EmailRow)} SET ${set} WHERE id = $1 RETURNING 1`, [id]);

  it('damage is never passed off as mail: 500 for the caller, and somebody is told which', async () => {
    const [corrupt, missing, moved, different] = [
      await stored(plainMail('A')),
      await stored(plainMail('B')),
      await stored(plainMail('C')),
      await stored(plainMail('D')),
    ];
    const [{ segment } = { segment: '' }] = await query.readModel.query<{ segment: string }>(
      `SELECT blob_segment AS segment FROM ${query.readModel.table(EmailRow)} WHERE id = $1`,
      [corrupt],
    );
    const bytes = query.blobs.segments.get(segment)!;
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1;
    await change(missing, `blob_segment = 'x/never-written'`);
    await change(moved, `sha256 = repeat('0', 64)`);
    for (const id of [corrupt, missing, moved]) {
      const { status, json } = await content(id, 'raw');
      expect([status, json()['code']]).toEqual([500, 'email.content-damaged']);
      expect(JSON.stringify(json())).not.toContain('never-written');
    }
    expect(query.damages.splice(0).map(({ emailId, damage }) => [emailId, damage])).toEqual([
      [corrupt, 'corrupt'],
      [missing, 'missing'],
      [moved, 'does-not-open'],
    ]);
    expect((await content(different, 'raw')).status).toBe(200); // untouched, it is fine
  });

  it('other bytes under a good seal are noticed by their SHA-256', async () => {
    const id = await stored(plainMail('E'));
    class Swapping extends Sealer {
      seal = (): Buffer => Buffer.alloc(0);
      open = (): Buffer => plainMail('F');
    }
    await using swapped = await QueryApp.start({ vault: { sealerFor: async () => new Swapping() } });
    const [other = ''] = await swapped.receive({ mailboxId: exampleMailboxId, raw: plainMail('E'), uid: 1 });
    await swapped.project();
    expect((await swapped.get(`/v1/emails/${other}/raw`)).json()['code']).toBe('email.content-damaged');
    expect(swapped.damages).toEqual([{ emailId: other, mailboxId: exampleMailboxId, damage: 'different' }]);
    expect((await content(id, 'raw')).status).toBe(200);
  });

  it('bytes that were never fetched are not there', async () => {
    const id = await stored(plainMail('G'), 'not-fetched');
    await change(id, 'sha256 = NULL, blob_segment = NULL, blob_offset = NULL, blob_length = NULL');
    expect((await content(id, 'raw')).json()).toMatchObject({ status: 404, code: 'email.not-stored' });
  });

  it('what was erased is gone, and is said to be', async () => {
    const mailboxId = '88888888-8888-4888-8888-888888888888';
    const id = await stored(plainMail('Secret'), undefined, mailboxId);
    expect((await content(id, 'raw')).status).toBe(200);
    await query.vault.destroyDataKey(mailboxOwner(mailboxId));
    for (const part of ['raw', 'text', 'html', 'attachments']) {
      expect((await content(id, part)).json()).toMatchObject({ status: 404, code: 'email.erased' });
    }
    await change(id, 'subject = NULL, "from" = NULL');
    expect((await query.get(`/v1/emails/${id}`)).json()).toMatchObject({ erased: true, subject: null });
  });

  it('had no fault', () => {
    expect([query.faults, query.damages]).toEqual([[], []]);
  });
});
