/** Where one blob lies: a slice of a segment. Goes into events; never changes. */
export interface BlobReference {
  readonly segment: string;
  /** Bytes from the start of the segment's file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/**
 * Raw messages, a batch at a time as one immutable segment. Knows nothing of what it holds: bytes arrive sealed.
 * See `testing/blob-store.contract.ts`.
 */
export abstract class BlobStore implements AsyncDisposable {
  /**
   * Writes one segment and returns only when it is durable (one write, one fsync of file and folder).
   * @param name unique, of `[a-z0-9/-]`; writing a name again with other bytes is refused, with the same bytes is a no-op
   * @returns one reference a part, in order
   */
  abstract writeSegment(name: string, parts: readonly Uint8Array[]): Promise<readonly BlobReference[]>;

  /** @throws BlobNotFoundError, BlobCorruptError (truncated or altered: the segment's own checksums do not agree) */
  abstract read(reference: BlobReference): Promise<Buffer>;

  /** Deletes one segment; absent is fine. */
  abstract deleteSegment(name: string): Promise<void>;

  /** Names of all segments that start with `prefix`. */
  abstract listSegments(prefix: string): AsyncIterable<string>;

  abstract [Symbol.asyncDispose](): Promise<void>;
}
