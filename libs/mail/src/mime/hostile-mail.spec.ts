import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { type Envelope, MessageUnreadableError, plainTextOf, readEnvelope, sanitizeHtml, WorkerMimeParser } from './index.js';
import { inspectStructure, type MessageStructure } from './structure/mime-structure.js';

const mb = 1_000_000;

/** Of the calling thread, for one message: what counts when the machine is shared. The worst here is about 300 ms. */
const maxCpuMs = 2000;
/** By the wall clock, so with everything else that runs on the machine. */
const maxStallMs = 20_000;
const multipart = (body: string | Buffer, boundary = 'b'): Buffer =>
  Buffer.concat([Buffer.from(`From: a@b.c\nContent-Type: multipart/mixed; boundary=${boundary}\n\n`), Buffer.from(body)]);
const typed = (type: string, body: string | Buffer, more = ''): Buffer =>
  Buffer.concat([Buffer.from(`From: a@b.c\nContent-Type: ${type}\n${more}\n`), Buffer.from(body)]);
const header = (...lines: string[]): Buffer => Buffer.from([...lines, '', 'x'].join('\n'));
const many = (count: number, make: (at: number) => string): string => Array.from({ length: count }, (_, at) => make(at)).join('');
const deep = (depth: number): string =>
  many(depth, (at) => `Content-Type: multipart/mixed; boundary=${'p'.repeat(50)}${at}\n\n--${'p'.repeat(50)}${at}\n`);

/** Name, message, and what may come of it: a reason, or `read`. */
const bombs: readonly (readonly [string, () => Buffer, string])[] = [
  ['5,000 nested multiparts', () => Buffer.from(`From: a@b.c\n${deep(5000)}`), 'too-deep'],
  ['50 nested multiparts and 40,000 look-alikes', () => Buffer.from(deep(50) + `\n--${'p'.repeat(50)}x\n`.repeat(40_000)), 'read'],
  ['1,000,000 parts', () => multipart('--b\n\n\n'.repeat(mb)), 'too-many-parts'],
  ['9,000 parts', () => multipart('--b\nContent-Type: x/y\n\nx\n'.repeat(9000)), 'read'],
  ['100,000 header fields', () => header(many(100_000, (at) => `X-${at}: y\n`)), 'too-many-headers'],
  ['100,000 To fields', () => header('To: a@b.c\n'.repeat(100_000)), 'too-many-headers'],
  ['9,000 To fields', () => header('To: a@b.c, d@e.f\n'.repeat(9000).trimEnd()), 'read'],
  ['a header of 30 MB', () => header(`Subject: ${'x'.repeat(30 * mb)}`), 'header-too-large'],
  ['300,000 folds', () => header(`Subject: x${'\n a'.repeat(300_000)}`), 'read'],
  ['RFC 2231 in 30,000 pieces', () => header(`Content-Type: x/y;${many(30_000, (at) => ` name*${at}*=%41;`)}`), 'read'],
  ['30,000 parameters', () => header(`Content-Type: multipart/mixed;${many(30_000, (at) => ` p${at}="q";`)} boundary=b`), 'read'],
  ['70,000 addresses', () => header(`To: ${many(70_000, (at) => `a${at}@b.c, `)}`), 'read'],
  ['40,000 odd addresses', () => header(`To: ${many(40_000, (at) => `"a\\"${at}" (x) <a@b.c>, `)}`), 'read'],
  ['a million open comments', () => header(`To: ${'('.repeat(mb)}`, `From: ${'<'.repeat(10_000)}`), 'read'],
  ['a million quotes', () => header(`To: ${'"'.repeat(mb)}`), 'read'],
  ['groups in groups', () => header(`To: ${'a:'.repeat(100_000)}`), 'read'],
  ['60,000 encoded words', () => header(`Subject: ${'=?utf-8?Q?a?= '.repeat(60_000)}`), 'read'],
  [
    'encoded words of odd charsets in names',
    () => header(`To: ${`${'=?x-foo?Q?a?= =?iso-2022-jp?B?GyQ=?= '.repeat(90)}<a@b.c>,`.repeat(250)}`),
    'read',
  ],
  ['300,000 references', () => header(`References: ${'<a>'.repeat(300_000)}`), 'read'],
  ['one line of 30 MB', () => typed('text/plain', 'x'.repeat(30 * mb)), 'read'],
  [
    '46 MB of base64',
    () => typed('application/zip', `${'QUJD'.repeat(19)}\n`.repeat(600_000), 'Content-Transfer-Encoding: base64\n'),
    'read',
  ],
  ['base64 that is not', () => typed('text/plain', Buffer.alloc(5 * mb, '='), 'Content-Transfer-Encoding: base64\n'), 'read'],
  [
    'quoted-printable of equals signs',
    () => typed('text/plain', Buffer.alloc(5 * mb, '='), 'Content-Transfer-Encoding: quoted-printable\n'),
    'read',
  ],
  ['100,000 boundary look-alikes', () => multipart('--bc\n'.repeat(100_000), 'bb'), 'read'],
  ['ISO-2022 shifts', () => typed('text/plain; charset=iso-2022-jp', '\x1b$B!!\x1b(B'.repeat(500_000)), 'read'],
  ['UTF-7', () => typed('text/html; charset=utf-7', '+ADw-script+AD4-x'.repeat(100_000)), 'read'],
  ['NULs only', () => Buffer.alloc(5 * mb), 'header-too-large'],
  ['a body of NULs', () => typed('text/plain', Buffer.alloc(5 * mb)), 'read'],
  ['a body of 20 MB of line breaks', () => typed('text/plain', Buffer.alloc(20 * mb, '\n')), 'too-large-in-memory'],
  ['65 MB', () => typed('text/plain', Buffer.alloc(68 * mb, 'x')), 'too-large'],
  ['messages in messages', () => Buffer.from('Content-Type: message/rfc822\n\n'.repeat(50_000)), 'read'],
  ['HTML of 200,000 open elements', () => typed('text/html', '<div>'.repeat(200_000)), 'read'],
  ['HTML of entities', () => typed('text/html', '&#1;&amp;'.repeat(200_000)), 'read'],
  ['format=flowed without end', () => typed('text/plain; format=flowed; delsp=yes', 'a \n'.repeat(60_000)), 'read'],
];

const outcome = async (work: () => unknown): Promise<string> => {
  try {
    await work();
    return 'read';
  } catch (error) {
    if (error instanceof MessageUnreadableError) return error.reason;
    throw error;
  }
};

describe('hostile mail', () => {
  let parser: WorkerMimeParser;
  beforeAll(() => {
    parser = new WorkerMimeParser({ limits: { parseMs: 30_000 } });
  });
  afterAll(() => parser[Symbol.asyncDispose]());

  const readAll = async (raw: Buffer): Promise<void> => {
    const envelope = readEnvelope(raw);
    expect(JSON.stringify(envelope).length).toBeLessThan(512 * 1024);
    inspectStructure(raw);
    const message = await parser.parse(raw);
    expect(plainTextOf(message).length).toBeLessThanOrEqual(2_000_000);
    sanitizeHtml(message.html ?? '');
  };

  /** Milliseconds of CPU this thread spent, and the longest it did not come back to its events. */
  const measured = async (work: () => Promise<string> | string): Promise<{ result: string; cpuMs: number; stallMs: number }> => {
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    await sleep(20); // so that a stall right away is seen
    const before = process.threadCpuUsage();
    const result = await work();
    const { user, system } = process.threadCpuUsage(before);
    await sleep(20);
    delay.disable();
    return { result, cpuMs: (user + system) / 1000, stallMs: delay.max / 1e6 };
  };

  it.each(bombs)('%s', async (_, make, expected) => {
    const raw = make();
    const { result, cpuMs, stallMs } = await measured(() => outcome(() => readAll(raw)));
    expect(result).toBe(expected);
    expect(cpuMs).toBeLessThan(maxCpuMs);
    expect(stallMs).toBeLessThan(maxStallMs);
  });

  it('would be seen to take too long (negative control)', async () => {
    const { cpuMs } = await measured(() => {
      const start = process.threadCpuUsage().user;
      while (process.threadCpuUsage().user - start < maxCpuMs * 1000);
      return 'late';
    });
    expect(cpuMs).toBeGreaterThanOrEqual(maxCpuMs);
  });

  it('ends in an envelope or a verdict, whatever the bytes', async () => {
    const token = fc.constantFrom(
      ...[
        'From: ',
        'To: ',
        'Subject: ',
        'Date: ',
        'References: <',
        'Content-Type: multipart/mixed; boundary=',
        'Content-Type: ',
        '\n',
        '\r\n',
      ],
      ...[
        '\n\n',
        '--b',
        '--b--',
        'b',
        '"',
        '<',
        '>',
        '(',
        ')',
        ',',
        ';',
        ':',
        '@',
        '=?utf-8?B?',
        '?=',
        '=?iso-2022-jp?Q?=1B$B',
        '\0',
        '\x1b$B',
        ' ',
      ],
      ...[
        'é',
        '😀',
        '\\',
        '=',
        '*0*=',
        'Content-Transfer-Encoding: base64',
        'text/html',
        '24 Nov 2026 08:19:00 +0100',
        'a@b.c',
        'message/rfc822',
      ],
    );
    const bytes = fc.oneof(
      fc.array(token, { maxLength: 60 }).map((tokens) => Buffer.from(tokens.join(''))),
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (raw) => {
        expect(await outcome(() => readAll(raw))).toMatch(/^(?:read|empty|no-header)$/);
      }),
      { numRuns: 500 },
    );
  });

  it('counts at ingest the attachments the full parse finds', async () => {
    const leaf = fc.constantFrom(
      '',
      'Content-Type: text/plain\n',
      'Content-Type: image/png\n',
      'Content-Disposition: attachment\n',
      'Content-Type: message/rfc822\n',
    );
    const body = fc.array(fc.constantFrom('x', '--', '--a', '--b', '--a--', '--b--', '--a b', ' --b', '', '--c\t'), { maxLength: 8 });
    const part = fc.oneof(
      leaf,
      fc.constantFrom('a', 'b', '"a b"', '"c"').map((boundary) => `Content-Type: multipart/mixed; boundary=${boundary}\n`),
    );
    const message = fc.array(fc.tuple(part, body), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(message, async (parts) => {
        const raw = Buffer.from(`From: a@b.c\n${parts.map(([head, lines]) => `${head}\n${lines.join('\n')}\n`).join('')}`);
        const structure: MessageStructure = inspectStructure(raw);
        expect(structure.attachments).toBe((await parser.parse(raw)).attachments.length);
      }),
      { numRuns: 300 },
    );
  });

  it('reads the same subject again when it is sent as raw UTF-8', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, (subject) => {
        const words = Buffer.from(subject).toString('base64');
        const { subject: read }: Envelope = readEnvelope(Buffer.from(`Subject: =?utf-8?B?${words}?=\n\n`));
        expect(readEnvelope(Buffer.from(`Subject: ${read}\n\n`)).subject).toBe(read);
      }),
    );
  });
});
