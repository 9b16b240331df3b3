import type { StoredMessage } from './maildrop.js';

/** A message as a multi-line answer carries it: dots stuffed at the start of every line, a line end at the end (RFC 1939 §3). */
export const stuffed = (raw: Buffer): Buffer => {
  const text = raw.toString('latin1').replace(/(^|\n)\./g, '$1..');
  return Buffer.from(text === '' || text.endsWith('\n') ? text : `${text}\r\n`, 'latin1');
};

export const capabilityLines = (facts: {
  readonly secure: boolean;
  readonly canSecure: boolean;
  readonly cleartextLogin: boolean;
}): string[] => {
  const mayLogIn = facts.secure || facts.cleartextLogin;
  return [
    'TOP',
    'UIDL',
    'PIPELINING',
    'RESP-CODES',
    'AUTH-RESP-CODE',
    ...(mayLogIn ? ['USER', 'SASL PLAIN'] : []),
    ...(facts.canSecure && !facts.secure ? ['STLS'] : []),
    'IMPLEMENTATION Postbode-Sandbox',
  ];
};

/** Headers, the empty line and `lines` lines of the body (RFC 1939 §7 TOP). */
export const topOf = ({ raw }: StoredMessage, lines: number): Buffer => {
  const all = raw.toString('latin1').split(/(?<=\n)/);
  const blank = all.findIndex((line) => line === '\r\n' || line === '\n');
  return Buffer.from((blank === -1 ? all : all.slice(0, blank + 1 + lines)).join(''), 'latin1');
};
