import fc from 'fast-check';
import { stuffed } from '../testing/pop3/pop3-answers.js';
import { DotUnstuffer, type LineEnd } from './dot-unstuffer.js';

/** What comes out of an answer cut into these chunks; `rest` undefined while it has not ended. */
const unstuff = (chunks: readonly Buffer[], lineEnd: LineEnd = 'crlf'): { content: string; rest: string | undefined } => {
  const unstuffer = new DotUnstuffer(lineEnd);
  const content: Buffer[] = [];
  let rest: Buffer | undefined;
  for (const chunk of chunks) {
    rest = rest === undefined ? unstuffer.push(chunk, (part) => content.push(part)) : Buffer.concat([rest, chunk]);
  }
  return { content: Buffer.concat(content).toString('latin1'), rest: rest?.toString('latin1') };
};

const cut = (text: string, size: number): Buffer[] => {
  const bytes = Buffer.from(text, 'latin1');
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
};

describe('DotUnstuffer', () => {
  it.each([
    ['an empty answer', '.\r\n', '', ''],
    ['lines', 'a\r\nb\r\n.\r\n', 'a\r\nb\r\n', ''],
    ['a stuffed dot', '..\r\n...\r\n..a\r\n.\r\n', '.\r\n..\r\n.a\r\n', ''],
    ['what follows', 'a\r\n.\r\n+OK\r\nb\r\n.\r\n', 'a\r\n', '+OK\r\nb\r\n.\r\n'],
    ['dots inside lines', 'a.\r\nb..\r\n.\r\n', 'a.\r\nb..\r\n', ''],
    ['a dot that was not stuffed', '.a\r\n.\r\n', '.a\r\n', ''],
    ['a dot and a CR that end nothing', '.\ra\r\n.\r.\r\n.\r\n', '.\ra\r\n.\r.\r\n', ''],
    ['dots after bare line feeds', 'a\n..b\n.\r\n', 'a\n.b\n', ''],
    ['a lone dot between bare line feeds, which a smuggler puts there', 'a\n.\nb\r\n.\r\n', 'a\n.\nb\r\n', ''],
    ['bare carriage returns', 'a\r.\r\r\n.\r\n', 'a\r.\r\r\n', ''],
    ['every byte', '\0\x80\xff\r\n.\r\n', '\0\x80\xff\r\n', ''],
  ])('reads %s, however it is cut', (_name, wire, content, rest) => {
    for (let size = 1; size <= wire.length; size++) expect(unstuff(cut(wire, size))).toEqual({ content, rest });
  });

  it('ends at a bare line feed only when the server ends its own lines so', () => {
    expect(unstuff([Buffer.from('a\n..b\n.\nrest')], 'lf')).toEqual({ content: 'a\n.b\n', rest: 'rest' });
    expect(unstuff([Buffer.from('a\n..b\n.\nrest')], 'crlf').rest).toBeUndefined();
  });

  it('does not end without the whole end', () => {
    for (const wire of ['', 'a', 'a\r\n', 'a\r\n.', 'a\r\n.\r', 'a.\r\n']) expect(unstuff([Buffer.from(wire)]).rest).toBeUndefined();
  });

  it('gives back what an honest server stuffed, for any bytes and any cuts', () => {
    const piece = fc.constantFrom('.', '..', '\r\n', '\n', '\r', 'a', '\xff');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (pieces, size) => {
        const text = pieces.join('');
        const wire = `${stuffed(Buffer.from(text, 'latin1')).toString('latin1')}.\r\n+OK`;
        const content = text === '' || text.endsWith('\n') ? text : `${text}\r\n`;
        expect(unstuff(cut(wire, size))).toEqual({ content, rest: '+OK' });
      }),
    );
  });
});
