import { crc32 } from 'node:zlib';
import { BlobCorruptError, BlobNotFoundError } from './blob-store.errors.js';
import type { BlobReference } from './blob-store.js';

// Header: "POSTBODE" (8) | format version (u32) | number of parts (u32). Then each part: "PART" (4) | length (u32) | CRC-32 (u32) | bytes.
// Integers are big-endian. A reference points at a part's bytes, so one read from 12 before it has all that proves them: no index.

const headerBytes = 16;
const frameBytes = 12;
const formatVersion = 1;
const fileMagic = Buffer.from('POSTBODE', 'latin1');
const partMagic = Buffer.from('PART', 'latin1');

/** What one read of a file gives at most, and a Buffer of 2 GiB less a little holds. */
const maxPartBytes = 0x7fff_0000;

export interface EncodedSegment {
  /** In file order; the parts themselves are not copied. */
  readonly chunks: readonly Uint8Array[];
  readonly references: readonly BlobReference[];
  readonly byteLength: number;
}

/** Seeded with the part's own place: bytes of another segment or another place do not pass, were they whole in themselves. */
const checksum = (segment: string, offset: number, bytes: Uint8Array): number => crc32(bytes, crc32(`${segment}@${offset}`));

const headerOf = (parts: number): Buffer => {
  const header = Buffer.alloc(headerBytes);
  fileMagic.copy(header);
  header.writeUInt32BE(formatVersion, 8);
  header.writeUInt32BE(parts, 12);
  return header;
};

const frameOf = ({ segment, offset, length }: BlobReference, bytes: Uint8Array): Buffer => {
  const frame = Buffer.allocUnsafe(frameBytes);
  partMagic.copy(frame);
  frame.writeUInt32BE(length, 4);
  frame.writeUInt32BE(checksum(segment, offset, bytes), 8);
  return frame;
};

/** The same name and parts give the same bytes, so that a repeated write can be recognised. */
export const encodeSegment = (segment: string, parts: readonly Uint8Array[]): EncodedSegment => {
  const chunks: Uint8Array[] = [headerOf(parts.length)];
  const references: BlobReference[] = [];
  let end = headerBytes;
  for (const part of parts) {
    if (part.length > maxPartBytes) throw new RangeError(`A part has at most ${maxPartBytes} bytes.`);
    const reference = { segment, offset: end + frameBytes, length: part.length };
    references.push(reference);
    chunks.push(frameOf(reference, part));
    if (part.length > 0) chunks.push(part);
    end = reference.offset + part.length;
  }
  return { chunks, references, byteLength: end };
};

const isCount = (value: number, min: number, max: number): boolean => Number.isSafeInteger(value) && value >= min && value <= max;

/** Which bytes of the file hold a part and its proof. @throws BlobNotFoundError when no part can lie there */
export const framedRange = (reference: BlobReference): { readonly start: number; readonly length: number } => {
  const { offset, length } = reference;
  if (!isCount(offset, headerBytes + frameBytes, Number.MAX_SAFE_INTEGER) || !isCount(length, 0, maxPartBytes)) {
    throw new BlobNotFoundError(reference);
  }
  return { start: offset - frameBytes, length: frameBytes + length };
};

/**
 * @param framed what the file holds in {@link framedRange}
 * @returns a view of the part's bytes
 * @throws BlobCorruptError
 */
export const partOf = (reference: BlobReference, framed: Buffer): Buffer => {
  const { segment, offset, length } = reference;
  const bytes = framed.subarray(frameBytes);
  const whole =
    framed.length === frameBytes + length &&
    framed.subarray(0, partMagic.length).equals(partMagic) &&
    framed.readUInt32BE(4) === length &&
    framed.readUInt32BE(8) === checksum(segment, offset, bytes);
  if (!whole) throw new BlobCorruptError(reference);
  return bytes;
};
