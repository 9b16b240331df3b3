import { randomUUID } from 'node:crypto';
import { link, mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeyFileInvalidError, KeyFileUnsafeError } from '../vault.errors.js';
import { formatKeyring, newKeyring, parseKeyring, type Keyring } from './keyring.js';

const othersMayAccess = 0o077;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';

/** Checked on the open handle, not on the path: the file looked at is the file read. */
const refuseUnsafe = async (path: string, handle: FileHandle): Promise<void> => {
  const stats = await handle.stat();
  if (!stats.isFile()) throw new KeyFileInvalidError(path, 'is not a regular file');
  if (process.platform === 'win32') return; // modes mean nothing there
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
  if ((stats.mode & othersMayAccess) !== 0) {
    throw new KeyFileUnsafeError(path, `is open to others than its owner (mode ${mode})`, `Run: chmod 600 '${path}'`);
  }
  const user = process.geteuid?.();
  if (stats.uid !== user && stats.uid !== 0) {
    throw new KeyFileUnsafeError(path, `belongs to user ${stats.uid}`, `Give it to the user this runs as: chown ${user ?? ''} '${path}'`);
  }
};

/** @returns undefined when there is no such file */
export const readKeyFile = async (path: string): Promise<Keyring | undefined> => {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new KeyFileInvalidError(path, `cannot be read (${codeOf(error)})`);
  }
  try {
    await refuseUnsafe(path, handle);
    const keyring = parseKeyring(await handle.readFile('utf8'));
    if (typeof keyring === 'string') throw new KeyFileInvalidError(path, keyring);
    return keyring;
  } finally {
    await handle.close();
  }
};

const writeNew = async (path: string, text: string): Promise<void> => {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const syncFolder = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** A link, unlike a rename, never replaces: of processes that start together one makes the key and all use it. */
const linkUnlessPresent = async (from: string, to: string): Promise<void> => {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(from);
  }
};

/** Creates the file with one new key, whole and durable, unless it is there by now. */
export const createKeyFile = async (path: string): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeNew(temporary, formatKeyring(newKeyring()));
    await linkUnlessPresent(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    throw new KeyFileInvalidError(path, `cannot be created (${codeOf(error)})`);
  }
};
