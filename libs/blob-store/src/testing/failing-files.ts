import * as nodeFiles from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { FileCalls } from '../files/file-calls.js';

type HandleCall = 'writev' | 'sync' | 'read';

/** The real file system, which notes its calls and fails or falls short where it is told to. Test-only. */
export class FailingFiles {
  /** `open wx`, `writev`, `sync file`, `link`, `sync folder`, … in order. */
  readonly log: string[] = [];
  /** Next call of this name fails with this errno; a `writev` first writes half. */
  fault: { readonly call: string; readonly errno: string } | undefined;
  /** Bytes a `writev` takes at most. */
  maxWrite = Infinity;
  open = 0;
  mostOpen = 0;

  readonly calls: FileCalls = {
    ...nodeFiles,
    link: async (from, to) => {
      this.note('link');
      await nodeFiles.link(from, to);
    },
    open: async (path, flags, mode) => {
      this.note(`open ${String(flags)}`);
      const handle = await nodeFiles.open(path, flags, mode);
      this.mostOpen = Math.max(this.mostOpen, ++this.open);
      return this.watched(handle, (await handle.stat()).isDirectory() ? 'folder' : 'file');
    },
  };

  private note(call: string): void {
    this.log.push(call);
    if (this.fault?.call !== call) return;
    const { errno } = this.fault;
    this.fault = undefined;
    throw Object.assign(new Error(`${errno}: injected`), { errno: -1, code: errno });
  }

  private watched(handle: FileHandle, kind: string): FileHandle {
    const writev = async (chunks: readonly Uint8Array[]) => {
      const all = Buffer.concat(chunks);
      if (this.fault?.call === 'writev') await handle.write(all, 0, all.length >> 1);
      this.note('writev');
      if (all.length <= this.maxWrite) return handle.writev(chunks as Uint8Array[]);
      return handle.write(all, 0, this.maxWrite);
    };
    const close = async () => {
      this.open--;
      await handle.close();
    };
    const sync = async () => {
      this.note(`sync ${kind}`);
      await handle.sync();
    };
    const read = (...args: [Buffer, number, number, number]) => {
      this.note('read');
      return handle.read(...args);
    };
    const own: Record<HandleCall | 'close', unknown> = { writev, sync, read, close };
    return own as unknown as FileHandle;
  }
}
