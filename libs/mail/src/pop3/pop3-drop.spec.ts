import { cursorOf, parseSizes, parseUidl } from './pop3-drop.js';

const shown = (listing: string) => parseUidl(listing)?.map(({ number, remote }) => [number, remote.uidl, remote.occurrence]);

describe('parseUidl', () => {
  it('reads numbers and names, gaps and loose spaces included', () => {
    expect(shown('1 abc\r\n3  !~\r\n4 "x" \n')).toEqual([
      [1, 'abc', 0],
      [3, '!~', 0],
      [4, '"x"', 0],
    ]);
    expect(shown('')).toEqual([]);
  });

  it('counts the occurrences of a name used more than once', () => {
    expect(shown('1 a\r\n2 b\r\n3 a\r\n4 a\r\n')).toEqual([
      [1, 'a', 0],
      [2, 'b', 0],
      [3, 'a', 1],
      [4, 'a', 2],
    ]);
  });

  it.each(['1\r\n', 'x a\r\n', '1 a b\r\n', `1 ${'u'.repeat(256)}\r\n`, '1 \xe9\r\n', '+OK\r\n'])('refuses %j', (listing) => {
    expect(parseUidl(listing)).toBeUndefined();
  });
});

describe('parseSizes', () => {
  it('reads sizes, whatever follows them', () => {
    expect([...parseSizes('1 120\r\n2 200 octets\r\n')!]).toEqual([
      [1, 120],
      [2, 200],
    ]);
    expect(parseSizes('1 large\r\n')).toBeUndefined();
  });
});

describe('cursorOf', () => {
  const cursor = (listing: string) => cursorOf(parseUidl(listing)!);

  it('depends on names and their order, not on message numbers', () => {
    expect(cursor('1 a\r\n2 b\r\n')).toEqual(cursor('3 a\r\n4 b\r\n'));
    const others = ['', '1 a\r\n', '1 b\r\n2 a\r\n', '1 a\r\n2 bb\r\n', '1 ab\r\n', '1 a\r\n2 b\r\n3 b\r\n'];
    expect(new Set([...others, '1 a\r\n2 b\r\n'].map((listing) => cursor(listing)['digest'])).size).toBe(others.length + 1);
  });
});
