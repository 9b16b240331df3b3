import { storableJson, storableText } from './storable-text.js';

describe('text Postgres can store', () => {
  it.each([
    ['a\0b', 'ab'],
    ['a\ud800b', 'a\ufffdb'],
    ['a\udc00', 'a\ufffd'],
    ['\0\ud83d', '\ufffd'],
    ['whole \u{1f600}', 'whole \u{1f600}'],
    ['', ''],
  ])('%j becomes %j, also deep inside JSON', (text, stored) => {
    expect(storableText(text)).toBe(stored);
    expect(JSON.parse(storableJson([{ a: [text] }]))).toEqual([{ a: [stored] }]);
  });
});
