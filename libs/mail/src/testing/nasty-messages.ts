const crlf = (...lines: string[]): Buffer => Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');

const head = (subject: string): string[] => ['From: Anna <anna@example.org>', 'To: bob@example.org', `Subject: ${subject}`, ''];

const megabyte = (): Buffer => {
  const line = `${'0123456789abcdef'.repeat(4)}.\r\n`;
  return Buffer.concat([crlf(...head('one megabyte')), Buffer.from(line.repeat(Math.ceil(2 ** 20 / line.length)))]);
};

const eightBit = (): Buffer => {
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => ![0, 10, 13].includes(byte)));
  return Buffer.concat([crlf(...head('every byte but NUL, CR and LF')), everyByte, crlf('')]);
};

/** Messages that clumsy clients and servers corrupt, by name. All but the last two are made of CRLF lines. */
export const nastyMessages: ReadonlyMap<string, Buffer> = new Map([
  ['plain', crlf(...head('plain'), 'Hello', 'World')],
  ['lines of dots', crlf(...head('dots'), '.', '..', '...', '.hidden', '..double', 'in.the.middle.', '', '.')],
  ['a protocol answer inside', crlf(...head('answers'), '+OK 12 octets', '-ERR no', '* 1 FETCH (UID 1)', 'a1 OK done', '.', '+OK')],
  ['8-bit bytes', eightBit()],
  ['a line of 100,000 characters', crlf(...head('long line'), 'x'.repeat(100_000))],
  ['an empty body', crlf(...head('empty body'))],
  ['only empty lines', crlf(...head('empty lines'), '', '', '', '')],
  ['one megabyte', megabyte()],
  ['bare line feeds', Buffer.from('Subject: bare\r\n\r\none\ntwo\n.three\n..four\r\n\nfive\r\n')],
  ['no line end at the end', Buffer.concat([crlf(...head('no end')), Buffer.from('the last line does not end')])],
]);
