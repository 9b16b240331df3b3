import { readFileSync } from 'node:fs';
import { MessageUnreadableError } from '../message-unreadable.errors.js';
import { defaultMimeLimits } from '../mime-limits.js';
import { readEnvelope } from './envelope.js';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}.eml`, import.meta.url));
const envelopeOf = (name: string) => readEnvelope(fixture(name));
const withHeader = (...lines: string[]) => readEnvelope(Buffer.from([...lines, '', 'body'].join('\r\n')));
const reasonFor = (raw: Uint8Array): string => {
  try {
    readEnvelope(raw);
  } catch (error) {
    if (error instanceof MessageUnreadableError) return error.reason;
    throw error;
  }
  return 'readable';
};

describe('the envelope of ordinary mail', () => {
  it('has everything a list shows', () => {
    expect(envelopeOf('plain')).toEqual({
      messageId: 'plain@fixtures.example',
      inReplyTo: 'first@fixtures.example',
      references: ['root@fixtures.example', 'first@fixtures.example'],
      subject: 'Meeting on Tuesday',
      from: [{ name: 'Anna Smit', address: 'anna@example.org' }],
      replyTo: [],
      to: [{ name: 'Bob', address: 'bob@example.net' }, { address: 'carol@example.net' }],
      cc: [{ name: 'Team, North', address: 'north@example.net' }],
      bcc: [],
      date: '2026-11-24T08:30:00.000Z',
      hasAttachments: false,
    });
  });

  it('is the same when the message is a view into a larger buffer', () => {
    const raw = fixture('plain');
    const padded = Buffer.concat([Buffer.from('Subject: not mine\r\n\r\n'), raw, Buffer.from('tail')]);
    expect(readEnvelope(padded.subarray(21, 21 + raw.length))).toEqual(envelopeOf('plain'));
  });

  it('survives JSON unchanged', () => {
    const envelope = envelopeOf('nul-and-controls');
    expect(JSON.parse(JSON.stringify(envelope))).toEqual(envelope);
  });

  it.each([
    ['plain', false],
    ['html', false],
    ['attachment', true],
    ['winmail', true],
  ])('hints at attachments from the top content type: %s', (name, hint) => {
    expect(envelopeOf(name).hasAttachments).toBe(hint);
  });
});

describe('text in headers', () => {
  it.each([
    ['dutch-8859-1', 'Coördinatie van de reünie', 'Renée de Boër'],
    ['dutch-8859-15', 'Factuur € 12,50 coïncidentie', 'Kas'],
    ['japanese-iso-2022-jp', '会議のお知らせ（火曜日）', '山田太郎'],
    ['utf8-raw-headers', 'Grüße aus Köln – 你好 😀', 'Zoë Müller'],
    ['utf8-split-words', 'Grüße 😀', undefined],
    ['latin1-raw-headers', 'Café “quoted”', undefined],
    ['unknown-charset', '=?utf-8?Q?unfinished', 'qApla'],
  ])('%s', (name, subject, from) => {
    const envelope = envelopeOf(name);
    expect(envelope.subject).toBe(subject);
    expect(envelope.from[0]?.name).toBe(from);
  });

  it('reads raw ISO-2022-JP, which some programs send without encoded words', () => {
    const raw = Buffer.concat([Buffer.from('Subject: '), Buffer.from('1b2442327135441b2842', 'hex'), Buffer.from('\n\n')]);
    expect(readEnvelope(raw).subject).toBe('会議');
  });

  it('never holds a control character or a lone surrogate (pitfalls 11 and 70)', () => {
    const { subject, from } = envelopeOf('nul-and-controls');
    expect(subject).toMatch(/^one two \[31mred/);
    expect(JSON.stringify([subject, from])).not.toMatch(/\\u00[01]|\\ud[89a-f]/i);
  });

  it('does not cut a character in two where it stops reading a very long subject', () => {
    expect(withHeader(`Subject: ${'é'.repeat(9000)}`).subject).toBe('é'.repeat(1000));
    expect(withHeader(`Subject: x${'é'.repeat(9000)}`).subject).toBe(`x${'é'.repeat(999)}`);
  });

  it('unfolds, and takes the first of repeated single fields', () => {
    const envelope = withHeader('Subject: a', '\tb', ' c', 'Subject: second', 'From: a@b.c', 'From: evil@b.c', 'To: x@y.z', 'To: u@v.w');
    expect(envelope.subject).toBe('a b c');
    expect(envelope.from).toEqual([{ address: 'a@b.c' }]);
    expect(envelope.to).toEqual([{ address: 'x@y.z' }, { address: 'u@v.w' }]);
  });

  it('trims bytes, not characters: 0xA0 is half of many', () => {
    expect(withHeader('Subject: Ԡ', 'From: à <à@b.c>', 'Message-ID: <à@b>')).toMatchObject({
      subject: 'Ԡ',
      from: [{ name: 'à', address: 'à@b.c' }],
      messageId: 'à@b',
    });
    expect(withHeader('Subject\u00a0: not a subject', 'X: y').subject).toBe('');
  });

  it('takes a bare id without brackets, and the first of several', () => {
    expect(withHeader('Message-ID: bare@id').messageId).toBe('bare@id');
    expect(withHeader('Message-ID: <a@b> <c@d>').messageId).toBe('a@b');
    expect(withHeader('Message-ID: ')).not.toHaveProperty('messageId');
  });
});

describe('what is broken inside a header leaves only that out', () => {
  it('bad date, bad addresses, empty subject', () => {
    const envelope = envelopeOf('broken-date-and-addresses');
    expect(envelope).not.toHaveProperty('date');
    expect(envelope.subject).toBe('');
    expect(envelope.to).toEqual([]);
  });

  it('lines that are no field', () => {
    expect(envelopeOf('broken-header')).toMatchObject({ subject: 'with a space', from: [{ address: 'a@example.org' }] });
  });

  it('an mbox line before, no body after', () => {
    expect(readEnvelope(Buffer.from('From a@b Mon Jan  1 00:00:00 2026\nSubject: x')).subject).toBe('x');
  });

  it('does not take a body that starts with a blank for a folded header', () => {
    expect(readEnvelope(Buffer.from('Subject: x\n\n folded: no\n')).subject).toBe('x');
  });
});

describe('the verdict', () => {
  it.each([
    ['empty', Buffer.alloc(0)],
    ['no-header', fixture('broken-no-header')],
    ['no-header', Buffer.from('\r\nSubject: after a blank line\r\n')],
    ['no-header', Buffer.alloc(100_000)],
    ['header-too-large', Buffer.from(`Subject: x\nX-Long: ${'y'.repeat(defaultMimeLimits.headerBytes)}\n\nbody`)],
    ['too-many-headers', Buffer.from(`${'X: y\n'.repeat(10_001)}\nbody`)],
    ['readable', Buffer.from(`${'X: y\n'.repeat(10_000)}\nbody`)],
    ['readable', Buffer.from(`X-Long: ${'y'.repeat(500_000)}\n\n${'body '.repeat(300_000)}`)],
  ])('%s', (reason, raw) => {
    expect(reasonFor(raw)).toBe(reason);
  });

  it('is a mail error about one message that no retry mends', () => {
    const verdict = new MessageUnreadableError('no-header');
    expect(verdict.data).toEqual({ code: 'mail.message-unreadable', retry: 'never', scope: 'message' });
  });
});
