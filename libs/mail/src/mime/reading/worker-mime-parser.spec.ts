import { readFileSync } from 'node:fs';
import type { ParsedMessage } from './mime-parser.js';
import { WorkerMimeParser } from './worker-mime-parser.js';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}.eml`, import.meta.url));

/** Takes a while: 45 MB of text. */
const large = Buffer.concat([Buffer.from('From: a@b.c\nContent-Type: text/plain; charset=utf-8\n\n'), Buffer.from('€'.repeat(15_000_000))]);
/** Takes a minute: each line is compared with the delimiters of 50 multiparts. */
const slow = Buffer.from(
  `${Array.from({ length: 50 }, (_, at) => `Content-Type: multipart/mixed; boundary=${'p'.repeat(60)}${at}\n\n--${'p'.repeat(60)}${at}\n`).join('')}\n` +
    `--${'p'.repeat(60)}x\n`.repeat(600_000),
);
/** Takes heap: each line is an object. */
const lines = Buffer.concat([Buffer.from('From: a@b.c\n\n'), Buffer.alloc(200_000, '\n')]);

describe('the full parse', () => {
  let parser: WorkerMimeParser;
  beforeAll(() => {
    parser = new WorkerMimeParser();
  });
  afterAll(() => parser[Symbol.asyncDispose]());

  const parse = (name: string): Promise<ParsedMessage> => parser.parse(fixture(name));

  it.each([
    ['plain', 'Shall we say ten?'],
    ['dutch-8859-1', "Beste François,\n\nDe reünie is geregeld: één zaal, vieren 's middags niet."],
    ['dutch-8859-15', 'Het bedrag is € 12,50, inclusief reünie.'],
    ['japanese-iso-2022-jp', '火曜日の十時に会議があります。'],
    ['utf8-raw-headers', 'Tot ziens – Zoë'],
    ['latin1-raw-headers', 'caf�'],
    ['winmail', 'Price: € 5'],
    ['broken-boundary', 'text without an end'],
    ['unknown-charset', 'qapla'],
    ['nul-and-controls', 'ab'],
  ])('reads the text of %s', async (name, text) => {
    expect((await parse(name)).text).toContain(text);
  });

  it('gives the same envelope as the ingest', async () => {
    expect((await parse('plain')).envelope).toMatchObject({ subject: 'Meeting on Tuesday', date: '2026-11-24T08:30:00.000Z' });
  });

  it('lists attachments under safe names, and tells files from parts of the HTML', async () => {
    const { text, html, attachments } = await parse('attachment');
    expect(text).toContain('See the file — Anna');
    expect(html).toContain('cid:logo@fixtures.example');
    expect(attachments).toEqual([
      {
        index: 0,
        filename: 'logo.png',
        contentType: 'image/png',
        size: 4,
        disposition: 'inline',
        contentId: 'logo@fixtures.example',
        related: true,
      },
      { index: 1, filename: 'Conträct.pdf', contentType: 'application/pdf', size: 192, disposition: 'attachment', related: false },
    ]);
  });

  it('fetches one attachment', async () => {
    const found = await parser.attachment(fixture('attachment'), 1);
    expect(found?.meta.filename).toBe('Conträct.pdf');
    expect(found?.content.toString()).toBe('%PDF-1.4 not a real one\n'.repeat(8));
    expect(await parser.attachment(fixture('attachment'), 2)).toBeUndefined();
    expect(await parser.attachment(fixture('attachment'), -1)).toBeUndefined();
  });

  it('leaves nested messages and winmail.dat closed', async () => {
    expect((await parse('nested-rfc822')).attachments).toMatchObject([{ contentType: 'message/rfc822', filename: 'attachment-1.eml' }]);
    expect((await parse('winmail')).attachments).toMatchObject([{ contentType: 'application/ms-tnef', filename: 'winmail.dat' }]);
  });

  it('leaves the caller its bytes, also when they are a view', async () => {
    const raw = fixture('plain');
    const view = Buffer.concat([Buffer.from('xx'), raw]).subarray(2);
    expect((await parser.parse(view)).text).toContain('ten');
    expect(view.equals(raw)).toBe(true);
  });

  it('says the verdict of the ingest without asking a thread', async () => {
    await expect(parse('broken-no-header')).rejects.toMatchObject({ reason: 'no-header' });
  });
});

describe('the bounds of the full parse', () => {
  it.each([
    ['too-slow', slow, { parseMs: 3000 }],
    ['too-large-in-memory', lines, { heapMb: 16, parseMs: 60_000 }],
    ['too-large', lines, { messageBytes: 1000 }],
  ])('%s, and the next message is read as if nothing had happened', async (reason, raw, limits) => {
    await using parser = new WorkerMimeParser({ limits });
    await expect(parser.parse(raw)).rejects.toMatchObject({ reason });
    expect((await parser.parse(fixture('plain'))).text).toContain('ten');
  });

  it('does not let one message fail the one beside it', async () => {
    await using parser = new WorkerMimeParser({ threads: 2, limits: { heapMb: 16, parseMs: 60_000 } });
    const [bad, good] = await Promise.allSettled([parser.parse(lines), parser.parse(fixture('plain'))]);
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('reads the same messages when they have room (negative control)', async () => {
    await using parser = new WorkerMimeParser({ limits: { heapMb: 2048, parseMs: 60_000, textChars: 5 } });
    expect(await parser.parse(large)).toMatchObject({ text: '€€€€€', truncated: true });
    expect(await parser.parse(lines)).toMatchObject({ text: '\n\n\n\n\n', truncated: true });
  });

  it('stops when the caller loses interest', async () => {
    await using parser = new WorkerMimeParser({ limits: { heapMb: 2048, parseMs: 60_000 } });
    const leaving = new AbortController();
    const reading = parser.parse(large, { signal: leaving.signal });
    setTimeout(() => leaving.abort(new Error('gone')), 20);
    await expect(reading).rejects.toThrow('gone');
    await expect(parser.parse(large, { signal: leaving.signal })).rejects.toThrow('gone');
    expect((await parser.parse(fixture('plain'))).text).toContain('ten');
  });

  it('ends what runs when it is disposed', async () => {
    const parser = new WorkerMimeParser({ limits: { heapMb: 2048, parseMs: 60_000 } });
    const reading = expect(parser.parse(large)).rejects.toMatchObject({ code: 'mail.parser-stopped' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await parser[Symbol.asyncDispose]();
    await reading;
    await expect(parser.parse(fixture('plain'))).rejects.toMatchObject({ code: 'mail.parser-stopped' });
  });
});
