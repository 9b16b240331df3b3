import { CursorCodec } from './cursor-codec.js';
import { pageOf } from './page.schemas.js';

const codec = new CursorCodec(Buffer.alloc(32, 7));
const binding = { principal: 'anna', query: 'emails.list', filter: { folder: 'INBOX', unread: true } };

describe('CursorCodec', () => {
  it('gives back the place it was made of, whatever the order of the filter', () => {
    const cursor = codec.encode(['2026-01-01T00:00:00.000Z', 7, null], binding);
    expect(codec.decode(cursor, { ...binding, filter: { unread: true, folder: 'INBOX' } })).toEqual(['2026-01-01T00:00:00.000Z', 7, null]);
    expect(cursor).toMatch(/^[\w-]+\.[\w-]+$/);
  });

  it.each([
    ['another caller', { ...binding, principal: 'eve' }],
    ['another query', { ...binding, query: 'mailboxes.list' }],
    ['another filter', { ...binding, filter: { folder: 'Sent', unread: true } }],
  ])('is refused for %s', (_what, other) => {
    expect(() => codec.decode(codec.encode([1], binding), other)).toThrow('The cursor is not valid here');
  });

  it('is refused when any character is changed, cut or added', () => {
    const cursor = codec.encode([123456], binding);
    const variants = Array.from(
      cursor,
      (character, index) => cursor.slice(0, index) + (character === 'A' ? 'B' : 'A') + cursor.slice(index + 1),
    );
    for (const forged of [...variants.slice(0, -1), '', '.', cursor.slice(0, -2), `${cursor}.x`, `${cursor}AA`]) {
      expect(() => codec.decode(forged, binding)).toThrow('cursor');
    }
  });

  it('is refused under another key', () => {
    expect(() => new CursorCodec(Buffer.alloc(32, 8)).decode(codec.encode([1], binding), binding)).toThrow('cursor');
    expect(() => new CursorCodec(Buffer.alloc(16))).toThrow('32 bytes');
  });
});

describe('pageOf', () => {
  it('has a next cursor only when there was a row too many', () => {
    expect(pageOf([1, 2, 3], 2, String)).toEqual({ items: [1, 2], nextCursor: '2' });
    expect(pageOf([1, 2], 2, String)).toEqual({ items: [1, 2] });
    expect(pageOf([], 2, String)).toEqual({ items: [] });
  });
});
