import { textArray, uuidArray } from './binary-array.js';

const hex = (buffer: Buffer): string => buffer.toString('hex');

describe('binary arrays', () => {
  const header = (oid: string, length: string): string => `0000000100000000${oid}${length}00000001`;

  it('writes texts with their length in bytes, not characters', () => {
    expect(hex(textArray(['a', '', 'é€']))).toBe(`${header('00000019', '00000003')}00000001610000000000000005c3a9e282ac`);
  });

  it('writes uuids as sixteen bytes', () => {
    const uuid = '00112233-4455-6677-8899-aabbccddeeff';
    expect(hex(uuidArray([uuid]))).toBe(`${header('00000b86', '00000001')}00000010${uuid.replaceAll('-', '')}`);
  });
});
