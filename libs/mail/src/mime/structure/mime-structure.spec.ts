import { readFileSync } from 'node:fs';
import { MessageUnreadableError } from '../message-unreadable.errors.js';
import { defaultMimeLimits } from '../mime-limits.js';
import { inspectStructure } from './mime-structure.js';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}.eml`, import.meta.url));
const inspect = (text: string) => inspectStructure(Buffer.from(text));
const nested = (depth: number): Buffer =>
  Buffer.from(Array.from({ length: depth }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`).join('') + '\nx');
const flat = (parts: number): Buffer => Buffer.from('Content-Type: multipart/mixed; boundary=b\n\n' + '--b\n\nx\n'.repeat(parts));

describe('the structure of a message', () => {
  it.each([
    ['plain', { parts: 1, depth: 0, attachments: 0 }],
    ['html', { parts: 1, depth: 0, attachments: 0 }],
    ['attachment', { parts: 7, depth: 3, attachments: 2 }],
    ['nested-rfc822', { parts: 3, depth: 1, attachments: 1 }],
    ['winmail', { parts: 3, depth: 1, attachments: 1 }],
    ['broken-boundary', { parts: 2, depth: 1, attachments: 0 }],
  ])('%s', (name, structure) => {
    expect(inspectStructure(fixture(name))).toEqual(structure);
  });

  it('knows a delimiter only as a whole line', () => {
    const body = '--b\n\n --b\nx--b\n--bc\n--b-\n--b -- \n--B\n--b--x\n--b  \t\r\n\ny\n--b--\n--b\nignored? no: --b reopened by nobody';
    expect(inspect(`Content-Type: multipart/mixed; boundary=b\n\n${body}`).parts).toBe(3);
  });

  it('gives a delimiter to the innermost multipart of that boundary, and closes what is inside the others', () => {
    const text =
      'Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary="a b"\n\n--a b\n\nx\n--a\n\ny\n--a b\nno\n--a--\n';
    expect(inspect(text)).toEqual({ parts: 4, depth: 2, attachments: 0 });
  });

  it('finds a delimiter that cuts a part’s header short', () => {
    expect(inspect('Content-Type: multipart/mixed; boundary=b\n\n--b\nX: y\n--b\nX: y\n--b--').parts).toBe(3);
  });

  it.each([
    ['Content-Type: multipart/mixed; boundary="b"', 2],
    ['Content-Type: Multipart/Mixed; charset=x; BOUNDARY = b ; x=y', 2],
    ['Content-Type: multipart/mixed (a; boundary=z); boundary=b', 2],
    ['Content-Type: multipart/mixed; x="; boundary=z"; boundary="\\b"', 2],
    ['Content-Type: multipart/mixed; boundary=b; boundary=z', 2],
    ['Content-Type: multipart/mixed;\n\tboundary=b', 2],
    ['Content-Type: multipart/mixed', 1],
    ['Content-Type: text/plain; boundary=b', 1],
  ])('reads the boundary of %j', (header, parts) => {
    expect(inspect(`${header}\n\n--b\n\nx`).parts).toBe(parts);
  });

  it('reads a boundary byte by byte: 0xA0 is no space', () => {
    expect(inspect('Content-Type: multipart/mixed; boundary=voilà\n\n--voilà\n\nx').parts).toBe(2);
  });

  it('takes the parts of a digest for messages', () => {
    expect(inspect('Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\n--b--').attachments).toBe(1);
  });
});

describe('the verdict', () => {
  const reasonFor = (raw: Uint8Array, limits = defaultMimeLimits): string => {
    try {
      inspectStructure(raw, limits);
    } catch (error) {
      if (error instanceof MessageUnreadableError) return error.reason;
      throw error;
    }
    return 'readable';
  };

  it.each([
    ['readable', nested(50)],
    ['too-deep', nested(51)],
    ['readable', flat(9_999)],
    ['too-many-parts', flat(10_000)],
    ['header-too-large', Buffer.from('Content-Type: multipart/mixed; boundary=b\n\n' + `--b\nX: ${'y'.repeat(500_000)}\n\n`.repeat(5))],
    ['too-many-headers', Buffer.from('Content-Type: multipart/mixed; boundary=b\n\n--b\n' + 'X: y\n'.repeat(10_001))],
  ])('%s', (reason, raw) => {
    expect(reasonFor(raw)).toBe(reason);
  });

  it('too-large, and without the limit not (negative control)', () => {
    const raw = flat(10);
    expect(reasonFor(raw, { ...defaultMimeLimits, messageBytes: raw.length - 1 })).toBe('too-large');
    expect(reasonFor(raw, { ...defaultMimeLimits, messageBytes: raw.length })).toBe('readable');
  });

  it('comes from the limits: with none the same messages are readable (negative control)', () => {
    const none = { ...defaultMimeLimits, depth: 1e6, parts: 1e6 };
    expect([nested(51), flat(10_000)].map((raw) => reasonFor(raw, none))).toEqual(['readable', 'readable']);
  });
});
