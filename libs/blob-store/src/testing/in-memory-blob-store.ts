import { BlobNotFoundError, SegmentConflictError } from '../blob-store.errors.js';
import { BlobStore, type BlobReference } from '../blob-store.js';
import { encodeSegment, framedRange, partOf } from '../segment-format.js';
import { requireSegmentName, requireSegmentPrefix } from '../segment-name.js';

/** Segments in memory, in the bytes of the real format: a test may alter them. */
export class InMemoryBlobStore extends BlobStore {
  readonly segments = new Map<string, Buffer>();

  override async writeSegment(name: string, parts: readonly Uint8Array[]): Promise<readonly BlobReference[]> {
    requireSegmentName(name);
    const { chunks, references } = encodeSegment(name, parts);
    const bytes = Buffer.concat(chunks);
    const known = this.segments.get(name);
    if (known !== undefined && !known.equals(bytes)) throw new SegmentConflictError(name);
    this.segments.set(name, bytes);
    return references;
  }

  override async read(reference: BlobReference): Promise<Buffer> {
    requireSegmentName(reference.segment);
    const { start, length } = framedRange(reference);
    const bytes = this.segments.get(reference.segment);
    if (bytes === undefined) throw new BlobNotFoundError(reference);
    return Buffer.from(partOf(reference, bytes.subarray(start, start + length)));
  }

  override async deleteSegment(name: string): Promise<void> {
    requireSegmentName(name);
    this.segments.delete(name);
  }

  override async *listSegments(prefix: string): AsyncGenerator<string> {
    requireSegmentPrefix(prefix);
    for (const name of this.segments.keys()) if (name.startsWith(prefix)) yield name;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.segments.clear();
  }
}
