import { crc32 } from 'node:zlib';
import { BlobCorruptError } from './blob-store.errors.js';
import { encodeSegment, framedRange, partOf } from './segment-format.js';

const bytesOf = (segment: string, parts: readonly Uint8Array[]) => Buffer.concat(encodeSegment(segment, parts).chunks);
const framed = (file: Buffer, reference: Parameters<typeof framedRange>[0]) => {
  const { start, length } = framedRange(reference);
  return file.subarray(start, start + length);
};

describe('the segment format', () => {
  it('stays as it is: files of today must be readable for ever', () => {
    expect(bytesOf('a/1', [Buffer.from('hello'), Buffer.alloc(0)]).toString('hex')).toBe(
      `504f5354424f44450000000100000002` +
        `5041525400000005${crc32('hello', crc32('a/1@28')).toString(16).padStart(8, '0')}68656c6c6f` +
        `5041525400000000${crc32('a/1@45').toString(16).padStart(8, '0')}`,
    );
  });

  it('says how long it is and does not copy the parts', () => {
    const part = Buffer.from('hello');
    const { chunks, byteLength } = encodeSegment('a', [part]);
    expect(byteLength).toBe(Buffer.concat(chunks).length);
    expect(chunks).toContain(part);
  });

  it('owes the finding of damage to its checksum: made to fit, altered bytes pass (negative control)', () => {
    const { references } = encodeSegment('a', [Buffer.from('hello')]);
    const file = bytesOf('a', [Buffer.from('hello')]);
    file.write('jello', 28);
    expect(() => partOf(references[0]!, framed(file, references[0]!))).toThrow(BlobCorruptError);
    file.writeUInt32BE(crc32('jello', crc32('a@28')), 24);
    expect(partOf(references[0]!, framed(file, references[0]!)).toString()).toBe('jello');
  });

  it('finds a part that is whole but in the wrong place', () => {
    const parts = [Buffer.from('one!!'), Buffer.from('two!!')];
    const { references } = encodeSegment('a', parts);
    const file = bytesOf('a', parts);
    framed(file, references[1]!).copy(file, 16);
    expect(() => partOf(references[0]!, framed(file, references[0]!))).toThrow(BlobCorruptError);
  });
});
