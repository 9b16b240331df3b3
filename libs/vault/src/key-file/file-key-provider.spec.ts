import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { keyProviderContract } from '../testing/key-provider.contract.js';
import { KeyFileInvalidError, KeyFileUnsafeError, KeyUnavailableError } from '../vault.errors.js';
import { FileKeyProvider } from './file-key-provider.js';
import { formatKeyring, newKeyEncryptionKey, newKeyring } from './keyring.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postbode-keys-'));
  path = join(folder, 'keys.json');
});
afterEach(() => rm(folder, { recursive: true }));

const write = (text: string) => writeFile(path, text, { mode: 0o600 });

keyProviderContract('FileKeyProvider', () => FileKeyProvider.open({ path: join(folder, randomBytes(4).toString('hex'), 'keys.json') }));

describe('FileKeyProvider', () => {
  it('creates the file with mode 0600 and reads the same key again', async () => {
    await using first = await FileKeyProvider.open({ path });
    await using again = await FileKeyProvider.open({ path });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await again.unwrap(await first.wrap(Buffer.alloc(32, 7), 'c'), 'c')).toEqual(Buffer.alloc(32, 7));
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('makes one key when many processes start together', async () => {
    const providers = await Promise.all(Array.from({ length: 8 }, () => FileKeyProvider.open({ path })));
    expect(new Set(providers.map(({ currentKeyId }) => currentKeyId)).size).toBe(1);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('refuses an absent file where it must be there', async () => {
    await expect(FileKeyProvider.open({ path, whenAbsent: 'refuse' })).rejects.toThrow(`The key file ${path} is absent.`);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([0o640, 0o604, 0o660, 0o602, 0o601])('refuses mode %o, naming the file and the remedy', async (mode) => {
    await write(formatKeyring(newKeyring()));
    await chmod(path, mode);
    const opening = FileKeyProvider.open({ path });
    await expect(opening).rejects.toThrow(KeyFileUnsafeError);
    await expect(opening).rejects.toThrow(`Run: chmod 600 '${path}'`);
  });

  it.each([0o600, 0o400])('takes mode %o (negative control)', async (mode) => {
    const keyring = newKeyring();
    await write(formatKeyring(keyring));
    await chmod(path, mode);
    await using provider = await FileKeyProvider.open({ path });
    expect(provider.currentKeyId).toBe(keyring.current);
  });

  it('refuses a file of another user', async () => {
    await write(formatKeyring(newKeyring()));
    const owned = await chown(path, 12_345, 12_345).then(
      () => true,
      () => false, // only root can give a file away
    );
    const opening = FileKeyProvider.open({ path });
    if (owned) await expect(opening).rejects.toThrow('belongs to user 12345');
    else await expect(opening).resolves.toBeInstanceOf(FileKeyProvider);
  });

  it('wraps with the current key and still unwraps with the older ones', async () => {
    const [older, newer] = [newKeyEncryptionKey(), newKeyEncryptionKey()];
    await write(formatKeyring({ current: older.id, keys: [older] }));
    await using before = await FileKeyProvider.open({ path });
    const wrapped = await before.wrap(Buffer.alloc(32, 1), 'c');
    await write(formatKeyring({ current: newer.id, keys: [newer, older] }));
    await using after = await FileKeyProvider.open({ path });
    expect(after.currentKeyId).toBe(newer.id);
    expect(await after.unwrap(wrapped, 'c')).toEqual(Buffer.alloc(32, 1));
    await write(formatKeyring({ current: newer.id, keys: [newer] }));
    await using retired = await FileKeyProvider.open({ path });
    await expect(retired.unwrap(wrapped, 'c')).rejects.toThrow(KeyUnavailableError);
  });

  it('refuses a key whose bytes are not those of its id', async () => {
    await using created = await FileKeyProvider.open({ path });
    const other = randomBytes(32).toString('base64');
    await write((await readFile(path, 'utf8')).replace(/"key": "[^"]+"/, `"key": "${other}"`));
    await expect(FileKeyProvider.open({ path })).rejects.toThrow('damaged key at place 0');
    expect(created.currentKeyId).toMatch(/^kek-[0-9a-f]{32}$/);
  });

  it.each([
    ['nothing', ''],
    ['half a file', formatKeyring(newKeyring()).slice(0, 60)],
    ['another version', formatKeyring(newKeyring()).replace('"version": 1', '"version": 2')],
    ['no current key', formatKeyring({ ...newKeyring(), current: 'kek-0' })],
    ['no keys', '{"version":1,"current":"kek-0","keys":[]}'],
  ])('refuses %s and leaves it as it is', async (_what, text) => {
    await write(text);
    await expect(FileKeyProvider.open({ path })).rejects.toThrow(KeyFileInvalidError);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('quotes nothing of the file in its errors', async () => {
    const text = `key${newKeyEncryptionKey().key.toString('base64')}`; // begins as no JSON value does, or the parser would not quote it
    await write(text);
    const error: unknown = await FileKeyProvider.open({ path }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KeyFileInvalidError);
    expect(inspect(error, { depth: 10 })).not.toContain(text.slice(0, 8));
    expect(() => JSON.parse(text) as unknown).toThrow(text.slice(0, 8)); // negative control: the parser's own error does
  });

  it('refuses a folder, and reports a place it cannot write to', async () => {
    await mkdir(path, { mode: 0o700 });
    await expect(FileKeyProvider.open({ path })).rejects.toThrow('is not a regular file');
    await expect(FileKeyProvider.open({ path: join(folder, 'file', 'k') })).resolves.toBeInstanceOf(FileKeyProvider);
    await expect(FileKeyProvider.open({ path: join(folder, 'file', 'k', 'below') })).rejects.toThrow('ENOTDIR');
  });

  it('has no keys left once disposed', async () => {
    const provider = await FileKeyProvider.open({ path });
    await provider[Symbol.asyncDispose]();
    await expect(provider.wrap(Buffer.alloc(32), 'c')).rejects.toThrow(KeyUnavailableError);
  });
});
