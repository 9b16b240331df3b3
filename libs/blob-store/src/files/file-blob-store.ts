import { randomUUID } from 'node:crypto';
import * as nodeFiles from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { BlobNotFoundError, BlobStoreUnavailableError, SegmentConflictError } from '../blob-store.errors.js';
import { BlobStore, type BlobReference } from '../blob-store.js';
import { encodeSegment, framedRange, partOf, type EncodedSegment } from '../segment-format.js';
import { isSegmentName, requireSegmentName, requireSegmentPrefix } from '../segment-name.js';
import { DurableFolders } from './durable-folders.js';
import { asStoreError, readAt, unless, writeAll, type FileCalls } from './file-calls.js';
import { Slots } from './slots.js';

export interface FileBlobStoreOptions {
  /** Folder of the segments, created (mode 0700) if absent. One local file system: hard links and fsync must work. */
  readonly root: string;
  /** Segments read or written at a time, each with one open file. Default 32. */
  readonly maxOpenFiles?: number;
  /** For tests. */
  readonly files?: FileCalls;
}

const suffix = '.segment';
/** No segment has a dot in its name, so none lies in here. */
const temporaryFolder = '.unfinished';

/** A segment is a file: written under a temporary name, fsynced, then linked to its own. What is seen is whole and durable. */
export class FileBlobStore extends BlobStore {
  private readonly slots: Slots;
  private readonly folders: DurableFolders;
  private closed = false;

  private constructor(
    private readonly root: string,
    private readonly files: FileCalls,
    maxOpenFiles: number,
  ) {
    super();
    this.slots = new Slots(maxOpenFiles);
    this.folders = new DurableFolders(root, files);
  }

  /** @throws BlobStoreUnavailableError when the root cannot be made or written */
  static async open({ root, maxOpenFiles = 32, files = nodeFiles }: FileBlobStoreOptions): Promise<FileBlobStore> {
    const store = new FileBlobStore(resolve(root), files, maxOpenFiles);
    await store.run(() => store.folders.ensure(join(store.root, temporaryFolder)));
    return store;
  }

  override async writeSegment(name: string, parts: readonly Uint8Array[]): Promise<readonly BlobReference[]> {
    requireSegmentName(name);
    const segment = encodeSegment(name, parts);
    await this.run(() => this.publish(name, segment));
    return segment.references;
  }

  override async read(reference: BlobReference): Promise<Buffer> {
    requireSegmentName(reference.segment);
    const { start, length } = framedRange(reference);
    return this.run(async () => {
      const handle = await unless('ENOENT', this.files.open(this.pathOf(reference.segment), 'r'));
      if (handle === undefined) throw new BlobNotFoundError(reference);
      try {
        return partOf(reference, await readAt(handle, start, length));
      } finally {
        await handle.close();
      }
    });
  }

  override async deleteSegment(name: string): Promise<void> {
    requireSegmentName(name);
    const path = this.pathOf(name);
    await this.run(async () => {
      await unless('ENOENT', this.files.unlink(path));
      await unless('ENOENT', this.folders.sync(dirname(path)));
    });
  }

  /** In no order, reading the folders as it goes: constant memory however many there are. */
  override async *listSegments(prefix: string): AsyncGenerator<string> {
    requireSegmentPrefix(prefix);
    const cut = prefix.lastIndexOf('/') + 1;
    try {
      yield* this.walk(prefix.slice(0, cut), prefix.slice(cut));
    } catch (error) {
      throw asStoreError(error);
    }
  }

  /**
   * Deletes what a crash left unfinished.
   * @param olderThanMs milliseconds since the last write; far above what writing one segment takes
   * @returns how many
   */
  removeLeftovers(olderThanMs: number): Promise<number> {
    const folder = join(this.root, temporaryFolder);
    const before = Date.now() - olderThanMs;
    return this.run(async () => {
      let removed = 0;
      for await (const { name } of await this.files.opendir(folder)) {
        const stats = await unless('ENOENT', this.files.stat(join(folder, name)));
        if (stats === undefined || stats.mtimeMs > before) continue;
        await unless('ENOENT', this.files.unlink(join(folder, name)));
        removed++;
      }
      return removed;
    });
  }

  /** Waits for what was begun; refuses the rest. */
  override async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    await this.slots.drained();
  }

  private pathOf(name: string): string {
    return join(this.root, `${name}${suffix}`);
  }

  private async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new BlobStoreUnavailableError('closed');
    try {
      return await this.slots.run(work);
    } catch (error) {
      throw asStoreError(error);
    }
  }

  private async publish(name: string, segment: EncodedSegment): Promise<void> {
    const path = this.pathOf(name);
    const temporary = join(this.root, temporaryFolder, randomUUID());
    await this.folders.ensure(dirname(path));
    try {
      await this.writeTemporary(temporary, segment);
      // A link, unlike a rename, never replaces what is there.
      const linked = await unless(
        'EEXIST',
        this.files.link(temporary, path).then(() => 'linked'),
      );
      if (linked === undefined) await this.requireSame(name, segment);
      await this.folders.sync(dirname(path));
    } finally {
      await this.files.unlink(temporary).catch(() => undefined); // the first error counts; removeLeftovers sweeps
    }
  }

  /** After a failed fsync the pages may be lost and yet look clean, so nothing is tried again on this file: it is thrown away. */
  private async writeTemporary(path: string, segment: EncodedSegment): Promise<void> {
    const handle = await this.files.open(path, 'wx', 0o600);
    try {
      await writeAll(handle, segment.chunks);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Syncs what is found: the write that made it may have failed after the link, so its durability is not known. */
  private async requireSame(name: string, segment: EncodedSegment): Promise<void> {
    const handle = await this.files.open(this.pathOf(name), 'r');
    try {
      const found = await readAt(handle, 0, segment.byteLength + 1);
      if (!Buffer.concat(segment.chunks).equals(found)) throw new SegmentConflictError(name);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  private async *walk(folder: string, start: string): AsyncGenerator<string> {
    const entries = await unless('ENOENT', this.files.opendir(join(this.root, folder), { bufferSize: 256 }));
    if (entries === undefined) return;
    for await (const entry of entries) {
      if (!entry.name.startsWith(start)) continue;
      if (entry.isDirectory() && isSegmentName(entry.name)) yield* this.walk(`${folder}${entry.name}/`, '');
      const name = entry.isFile() && entry.name.endsWith(suffix) ? entry.name.slice(0, -suffix.length) : '';
      if (isSegmentName(name)) yield `${folder}${name}`;
    }
  }
}
