import { DomainError } from '@postbode/kernel';
import type { BlobReference } from './blob-store.js';

const place = ({ segment, offset, length }: BlobReference): string => `${segment} at ${offset}, ${length} bytes`;

export class BlobNotFoundError extends DomainError {
  constructor(reference: BlobReference) {
    super('blob-store.not-found', 'not-found', `There is no blob ${place(reference)}.`, { details: { ...reference } });
  }
}

/** Truncated or altered on disk. Retrying does not help: restore the segment from a backup, or fetch the message again. */
export class BlobCorruptError extends DomainError {
  constructor(reference: BlobReference) {
    super('blob-store.corrupt', 'unavailable', `The blob ${place(reference)} is damaged.`, { details: { ...reference } });
  }
}

export class SegmentConflictError extends DomainError {
  constructor(readonly segment: string) {
    super('blob-store.segment-conflict', 'conflict', `The segment ${segment} exists with other bytes.`, { details: { segment } });
  }
}

export class InvalidSegmentNameError extends DomainError {
  constructor() {
    super('blob-store.invalid-segment-name', 'invalid', 'A segment is named by parts of [a-z0-9-], with / between them.');
  }
}

/** The storage failed (disk full, I/O error, no permission, closed). What was asked did not happen in part; retrying it is safe. */
export class BlobStoreUnavailableError extends DomainError {
  /** @param reason an errno name, as `ENOSPC` */
  constructor(
    readonly reason: string,
    cause?: unknown,
  ) {
    super('blob-store.unavailable', 'unavailable', `The blob store failed (${reason}); retrying is safe.`, { cause, details: { reason } });
  }
}
