import type * as nodeFiles from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { DomainError } from '@postbode/kernel';
import { BlobStoreUnavailableError } from '../blob-store.errors.js';

/** What is asked of the operating system. A test gives one that fails. */
export type FileCalls = Pick<typeof nodeFiles, 'link' | 'mkdir' | 'open' | 'opendir' | 'stat' | 'unlink'>;

/** Errno name of a failed call. Not by `instanceof`: node's own errors are of another realm under jest. */
const errnoOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'errno' in error && 'code' in error ? String(error.code) : undefined;

/** Disk full, I/O error, no permission, no more descriptors: one error, its errno kept. */
export const asStoreError = (error: unknown): unknown => {
  const errno = errnoOf(error);
  return error instanceof DomainError || errno === undefined ? error : new BlobStoreUnavailableError(errno, error);
};

/** `undefined` when the call fails with this errno. */
export const unless = async <T>(errno: string, call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (errnoOf(error) === errno) return undefined;
    throw error;
  }
};

/** A write may take less than it was given (2 GiB at most a call; a disk about to be full): go on until an error or the end. */
export const writeAll = async (handle: FileHandle, chunks: readonly Uint8Array[]): Promise<void> => {
  let rest = [...chunks];
  while (rest.length > 0) {
    let { bytesWritten } = await handle.writev(rest);
    const firstUnfinished = rest.findIndex((chunk) => (bytesWritten -= chunk.length) < 0);
    if (firstUnfinished < 0) return;
    const [cut, ...others] = rest.slice(firstUnfinished);
    rest = cut === undefined ? [] : [cut.subarray(cut.length + bytesWritten), ...others];
  }
};

/** Fewer bytes than asked for only where the file ends. */
export const readAt = async (handle: FileHandle, start: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
};
