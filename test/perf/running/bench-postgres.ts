import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type Pool } from '@postbode/postgres';
import { EmbeddedPostgres } from '../../../apps/standalone/src/postgres/embedded-postgres.js';

export interface BenchDatabase extends AsyncDisposable {
  readonly url: string;
  readonly pool: Pool;
}

/** The Postgres a fresh checkout has: the one of `npm start`, durable, in a folder that is thrown away. */
export class BenchPostgres implements AsyncDisposable {
  private constructor(
    private readonly server: EmbeddedPostgres,
    /** For files of the figures too; removed at the end. */
    readonly directory: string,
  ) {}

  static async start(): Promise<BenchPostgres> {
    const directory = await mkdtemp(join(tmpdir(), 'pb-bench-'));
    return new BenchPostgres(await EmbeddedPostgres.start(directory), directory);
  }

  /** An empty one. Its pool ends when it is disposed; the data stay until the end of all figures. */
  async createDatabase(name: string): Promise<BenchDatabase> {
    const admin = createPool({ connectionString: this.server.url, applicationName: 'bench-admin', max: 1 });
    await admin.query(`CREATE DATABASE ${name}`).finally(() => admin.end());
    const url = new URL(this.server.url);
    url.pathname = `/${name}`;
    const pool = createPool({ connectionString: url.href, applicationName: 'bench', statementTimeoutMs: 120_000 });
    return { url: url.href, pool, [Symbol.asyncDispose]: () => pool.end() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await rm(this.directory, { recursive: true, force: true });
  }
}
