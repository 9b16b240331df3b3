import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pause } from '@postbode/kernel';
import { createPool } from '@postbode/postgres';
import { findBinaries, findRunAs, isReachableByOthers, type PostgresBinaries, type RunAs } from './postgres-binaries.js';

const database = 'postbode';

/** Milliseconds a start may take, recovery after a crash included. */
const startLimitMs = 120_000;

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const passwordOf = async (directory: string): Promise<string> => {
  const file = join(directory, 'postgres.password');
  if (!(await exists(file))) await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFile(file, 'utf8');
};

const finished = (child: ChildProcess, output: () => string): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`initdb ended with ${code ?? 'a signal'}: ${output()}`))));
  });

const initialise = async ({ initdb }: PostgresBinaries, data: string, password: string, runAs: RunAs): Promise<void> => {
  const passwordFile = join(data, '..', 'initdb.password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if ('uid' in runAs) await chown(passwordFile, runAs.uid, runAs.gid);
  let text = '';
  const flags = ['--auth=scram-sha-256', '--username=postbode', '--encoding=UTF8', '--locale=C', `--pwfile=${passwordFile}`];
  const child = spawn(initdb, [`--pgdata=${data}`, ...flags], { ...runAs, stdio: ['ignore', 'ignore', 'pipe'], cwd: tmpdir() });
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await finished(child, () => text).finally(() => rm(passwordFile, { force: true }));
};

/** A folder the server's user owns and can walk to. */
const prepareData = async (directory: string, runAs: RunAs): Promise<string> => {
  const data = resolve(directory, 'postgres');
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (!('uid' in runAs)) return data;
  await chmod(directory, 0o711);
  if (!(await isReachableByOthers(data)))
    throw new Error(
      `Postgres runs as user "postgres" and cannot reach ${directory}: set POSTBODE_DATA_DIRECTORY to a folder outside private ones, or DATABASE_URL.`,
    );
  await chown(data, runAs.uid, runAs.gid);
  return data;
};

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`Postgres was not ready in time: ${text.slice(-1000)}`)), startLimitMs);
    child.once('exit', (code) => reject(new Error(`Postgres ended with ${code ?? 'a signal'}: ${text.slice(-1000)}`)));
    child.stderr?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-4000);
      if (!text.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
  });

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** After we were killed, the server we had started still holds the folder: it is ended, by the pid it wrote there. */
const endLeftover = async (data: string): Promise<void> => {
  const [first = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(first);
  if (!Number.isInteger(pid) || pid <= 1 || !isRunning(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let tries = 0; tries < 300 && isRunning(pid); tries++) await pause(100);
};

const createDatabase = async (server: string): Promise<void> => {
  const pool = createPool({ connectionString: `${server}/postgres`, applicationName: 'postbode-standalone', max: 1 });
  try {
    const { rowCount } = await pool.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await pool.query(`CREATE DATABASE ${database}`);
  } finally {
    await pool.end();
  }
};

/** A Postgres of our own in a folder: real binaries, loopback only, durable (fsync on), started and stopped with us. */
export class EmbeddedPostgres implements AsyncDisposable {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** @param directory made when absent; its data outlive us */
  static async start(directory: string): Promise<EmbeddedPostgres> {
    const runAs = await findRunAs();
    const binaries = await findBinaries(runAs);
    await mkdir(directory, { recursive: true });
    const data = await prepareData(directory, runAs);
    const password = await passwordOf(directory);
    if (!(await exists(join(data, 'PG_VERSION')))) await initialise(binaries, data, password, runAs);
    await endLeftover(data);
    const port = await freePort();
    const flags = ['-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=100'];
    // Detached: a Ctrl-C in the terminal must reach us, not the database under our feet.
    const child = spawn(binaries.postgres, ['-D', data, ...flags], {
      ...runAs,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      cwd: tmpdir(),
    });
    await ready(child);
    const server = `postgres://postbode:${password}@127.0.0.1:${port}`;
    await createDatabase(server);
    return new EmbeddedPostgres(`${server}/${database}`, child);
  }

  /** A fast shutdown: open transactions are rolled back, what was committed is on disk. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGINT');
    await ended;
  }
}
