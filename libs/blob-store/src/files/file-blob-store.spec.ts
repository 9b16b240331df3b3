import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobNotFoundError, BlobStoreUnavailableError } from '../blob-store.errors.js';
import { blobStoreContract } from '../testing/blob-store.contract.js';
import { FailingFiles } from '../testing/failing-files.js';
import { FileBlobStore } from './file-blob-store.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'postbode-blobs-'));
});
afterEach(() => rm(root, { recursive: true }));

const pathOf = (segment: string) => join(root, `${segment}.segment`);

blobStoreContract('FileBlobStore', async () => {
  const store = await FileBlobStore.open({ root });
  return {
    store,
    alter: async (segment, change) => writeFile(pathOf(segment), change(await readFile(pathOf(segment)))),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
});

const listed = async (store: FileBlobStore): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const name of store.listSegments('')) names.push(name);
  return names;
};

describe('FileBlobStore', () => {
  let files: FailingFiles;
  let store: FileBlobStore;
  beforeEach(async () => {
    files = new FailingFiles();
    store = await FileBlobStore.open({ root, files: files.calls });
  });
  afterEach(() => store[Symbol.asyncDispose]());

  const unfinished = () => readdir(join(root, '.unfinished'));
  const parts = [Buffer.from('hello'), Buffer.from('world')];

  it('is durable before it is seen: one write, fsync, link, fsync of the folder', async () => {
    await store.writeSegment('a/1', parts);
    files.log.length = 0;
    await store.writeSegment('a/2', parts);
    expect(files.log).toEqual(['open wx', 'writev', 'sync file', 'link', 'open r', 'sync folder']);
    expect(files.open).toBe(0);
  });

  it('makes new folders durable up to the root, once', async () => {
    files.log.length = 0;
    await store.writeSegment('a/b/c/1', parts);
    expect(files.log.filter((call) => call === 'sync folder')).toHaveLength(4);
    files.log.length = 0;
    await store.writeSegment('a/b/d/1', parts);
    expect(files.log.filter((call) => call === 'sync folder')).toHaveLength(2);
  });

  it('syncs again what it finds already written: the first write may have failed after the link', async () => {
    await store.writeSegment('a/1', parts);
    files.fault = { call: 'sync folder', errno: 'EIO' };
    await expect(store.writeSegment('a/2', parts)).rejects.toThrow(BlobStoreUnavailableError);
    files.log.length = 0;
    await store.writeSegment('a/2', parts);
    expect(files.log.filter((call) => call !== 'read').slice(3)).toEqual(['link', 'open r', 'sync file', 'open r', 'sync folder']);
  });

  it.each([
    ['open wx', 'EMFILE'],
    ['open wx', 'ENOSPC'],
    ['writev', 'ENOSPC'],
    ['writev', 'EDQUOT'],
    ['sync file', 'EIO'],
    ['link', 'ENOSPC'],
  ])('leaves nothing to be seen when %s fails with %s, and succeeds when tried again', async (call, errno) => {
    files.fault = { call, errno };
    const writing = store.writeSegment('a/1', parts);
    await expect(writing).rejects.toThrow(BlobStoreUnavailableError);
    await expect(writing).rejects.toThrow(errno);
    expect(await listed(store)).toEqual([]);
    expect(await unfinished()).toEqual([]);
    expect(files.open).toBe(0);
    const [first] = await store.writeSegment('a/1', parts);
    expect((await store.read(first!)).toString()).toBe('hello');
  });

  it('does leave half a segment under the temporary name when it dies there, and it is never seen', async () => {
    files.fault = { call: 'writev', errno: 'ENOSPC' };
    files.calls.unlink = () => Promise.reject(new Error('the process is gone'));
    await expect(store.writeSegment('a/1', parts)).rejects.toThrow('ENOSPC');
    const [left] = await unfinished();
    expect((await stat(join(root, '.unfinished', left!))).size).toBeGreaterThan(0);
    await using next = await FileBlobStore.open({ root });
    expect(await listed(next)).toEqual([]);
    await expect(next.read({ segment: 'a/1', offset: 28, length: 5 })).rejects.toThrow(BlobNotFoundError);
    expect(await next.removeLeftovers(60_000)).toBe(0);
    await utimes(join(root, '.unfinished', left!), new Date(0), new Date(0));
    expect(await next.removeLeftovers(60_000)).toBe(1);
    expect(await unfinished()).toEqual([]);
  });

  it('goes on where a write fell short', async () => {
    files.maxWrite = 7;
    const [first, second] = await store.writeSegment('a', [Buffer.from('0123456789'), Buffer.from('abc')]);
    expect((await store.read(first!)).toString()).toBe('0123456789');
    expect((await store.read(second!)).toString()).toBe('abc');
  });

  it('reports a failed read as such, not as damage', async () => {
    const [reference] = await store.writeSegment('a', parts);
    files.fault = { call: 'read', errno: 'EIO' };
    await expect(store.read(reference!)).rejects.toThrow(BlobStoreUnavailableError);
    files.fault = { call: 'open r', errno: 'EMFILE' };
    await expect(store.read(reference!)).rejects.toThrow('EMFILE');
    expect(files.open).toBe(0);
  });

  it('holds a bounded number of files open', async () => {
    await using narrow = await FileBlobStore.open({ root, files: files.calls, maxOpenFiles: 4 });
    const [reference] = await narrow.writeSegment('a', parts);
    files.mostOpen = 0;
    await Promise.all(Array.from({ length: 200 }, () => narrow.read(reference!)));
    expect(files.mostOpen).toBeLessThanOrEqual(4);
    expect(files.mostOpen).toBeGreaterThan(1);
  });

  it('lists only segments', async () => {
    await store.writeSegment('a/1', parts);
    for (const name of ['a/1.segment.bak', 'a/.1.segment', 'a/B.segment', 'readme', '.unfinished/0']) await writeFile(join(root, name), '');
    expect(await listed(store)).toEqual(['a/1']);
  });

  it('keeps its files from others', async () => {
    await store.writeSegment('a/1', parts);
    expect((await stat(pathOf('a/1'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(root, 'a'))).mode & 0o777).toBe(0o700);
  });

  it('finishes what was begun when disposed, and refuses what comes after', async () => {
    const writing = store.writeSegment('a/1', parts);
    const disposing = store[Symbol.asyncDispose]();
    await expect(writing).resolves.toHaveLength(2);
    await disposing;
    expect(files.open).toBe(0);
    await expect(store.writeSegment('a/2', parts)).rejects.toThrow('closed');
  });

  it('reads what an earlier process wrote', async () => {
    const [reference] = await store.writeSegment('a/1', parts);
    await store[Symbol.asyncDispose]();
    await using next = await FileBlobStore.open({ root });
    expect((await next.read(reference!)).toString()).toBe('hello');
  });

  it('does not open where it cannot work', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(FileBlobStore.open({ root: join(root, 'file') })).rejects.toThrow(BlobStoreUnavailableError);
  });
});
