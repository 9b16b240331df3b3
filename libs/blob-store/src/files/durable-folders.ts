import { dirname } from 'node:path';
import type { FileCalls } from './file-calls.js';

const maxRemembered = 10_000;

/** A new folder is durable once its parent was fsynced, and so on up: a file in a folder that is lost is lost. */
export class DurableFolders {
  private readonly durable = new Set<string>();

  constructor(
    private readonly root: string,
    private readonly files: FileCalls,
  ) {}

  /** Makes the folder, where it is absent, and all above it durable. */
  async ensure(folder: string): Promise<void> {
    const created = await this.files.mkdir(folder, { recursive: true, mode: 0o700 });
    for (let path = folder; path.length >= this.root.length; path = dirname(path)) {
      const isNew = created !== undefined && path.length >= created.length;
      if (this.durable.has(path) && !isNew) continue;
      await this.sync(dirname(path));
      if (this.durable.size >= maxRemembered) this.durable.clear();
      this.durable.add(path);
    }
  }

  async sync(folder: string): Promise<void> {
    const handle = await this.files.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
