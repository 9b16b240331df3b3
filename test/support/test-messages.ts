const lines = (...text: string[]): string => text.map((line) => `${line}\r\n`).join('');

const paragraph = 'Geachte heer, mevrouw, hierbij zenden wij u de gevraagde gegevens over de maand. '.repeat(6);

/** Ordinary mail, every one with other bytes. @param bytes roughly */
export const distinctMessages = (label: string, count: number, bytes = 4_000): Buffer[] =>
  Array.from({ length: count }, (_, n) =>
    Buffer.from(
      lines(
        `From: Sender ${n % 97} <sender${n % 97}@example.org>`,
        `To: ${label}@example.org`,
        `Subject: ${label} ${n}`,
        `Message-ID: <${label}-${n}@example.org>`,
        `Date: ${new Date(Date.UTC(2026, 0, 1) + n * 60_000).toUTCString().replace('GMT', '+0000')}`,
        'Content-Type: text/plain; charset=utf-8',
        '',
        ...Array.from({ length: Math.ceil(bytes / paragraph.length) }, (_unused, row) => `${row} ${n} ${paragraph}`),
      ),
    ),
  );

const base64Lines = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');

const japanese = Buffer.from('G7ndyG2hOnxPIRJcIg==', 'base64');

/** Mail that is hard to carry or to read, by name. Labelled, so that two mailboxes get different bytes. */
export const nastyMail = (label: string): Map<string, Buffer> => {
  const head = (subject: string, ...more: string[]): string => lines('From: a@example.org', `Subject: ${subject} ${label}`, ...more, '');
  const latin = (...parts: (string | Buffer)[]): Buffer =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return new Map([
    ['raw 8-bit', latin(head('8-bit'), Buffer.from(Array.from({ length: 128 }, (_, n) => 128 + n)), '\r\n')],
    ['8-bit in the header', latin(Buffer.from(`Subject: caf\xe9 ${label}\r\n\r\nbody\r\n`, 'latin1'))],
    ['dots', latin(head('dots'), lines('.', '..', '...', '.a', '', '.'))],
    ['no body', latin(lines('From: a@example.org', `Subject: no body ${label}`, ''))],
    ['only a header, without an empty line', latin(lines(`Subject: header only ${label}`))],
    ['no header', latin(lines('', `just text ${label}`))],
    ['a boundary that never comes', latin(head('broken', 'Content-Type: multipart/mixed; boundary="never"'), lines('--other', '', 'text'))],
    ['multiparts without end', latin(head('nested', 'Content-Type: multipart/mixed; boundary="b"'), lines('--b', '').repeat(300))],
    ['broken base64', latin(head('base64', 'Content-Transfer-Encoding: base64'), lines('@@@not base64@@@', '===='))],
    ['Japanese', latin(head('=?ISO-2022-JP?B?GyRCRnxLXDhsGyhC?=', 'Content-Type: text/plain; charset=iso-2022-jp'), japanese, '\r\n')],
    ['an absurd date', latin(head('date', 'Date: Thu, 32 Foo 9999 99:99:99 -9999'), 'x\r\n')],
    ['a header of 100,000 addresses', latin(head('to', `To: ${'a@example.org,\r\n '.repeat(20_000)}b@example.org`), 'x\r\n')],
    ['no line end at the end', latin(head('end'), 'the end')],
    [
      'an attachment of 5 MB',
      latin(
        head('big', 'Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64'),
        base64Lines(Buffer.alloc(3_800_000, `${label} 0123456789`)),
        '\r\n',
      ),
    ],
  ]);
};
