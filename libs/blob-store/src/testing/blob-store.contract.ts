import { randomBytes } from 'node:crypto';
import { BlobCorruptError, BlobNotFoundError, InvalidSegmentNameError, SegmentConflictError } from '../blob-store.errors.js';
import type { BlobReference, BlobStore } from '../blob-store.js';

export interface BlobStoreUnderTest extends AsyncDisposable {
  readonly store: BlobStore;
  /** Replaces a segment's stored bytes, behind the store's back. */
  alter(segment: string, change: (stored: Buffer) => Buffer): Promise<void>;
}

const collect = async (names: AsyncIterable<string>): Promise<readonly string[]> => {
  const all: string[] = [];
  for await (const name of names) all.push(name);
  return all.sort();
};

const withByteFlipped = (bytes: Buffer, index: number): Buffer => {
  const altered = Buffer.from(bytes);
  altered[index]! ^= 1;
  return altered;
};

export const blobStoreContract = (name: string, makeStore: () => Promise<BlobStoreUnderTest>): void => {
  describe(`${name} as a BlobStore`, () => {
    let under: BlobStoreUnderTest;
    let store: BlobStore;
    beforeEach(async () => {
      under = await makeStore();
      store = under.store;
    });
    afterEach(() => under[Symbol.asyncDispose]());

    it('reads each part of a segment as it was written', async () => {
      const parts = [0, 1, 4096, 0, 200_000].map((size) => randomBytes(size));
      const references = await store.writeSegment('mailbox-1/0001', parts);
      expect(references.map(({ segment, length }) => [segment, length])).toEqual(parts.map(({ length }) => ['mailbox-1/0001', length]));
      for (const [index, reference] of references.entries()) expect((await store.read(reference)).equals(parts[index]!)).toBe(true);
    });

    it('takes a segment of no parts, and one of thousands', async () => {
      expect(await store.writeSegment('none', [])).toEqual([]);
      const parts = Array.from({ length: 3000 }, (_, index) => Buffer.from(`part ${index}`));
      const references = await store.writeSegment('many', parts);
      expect((await store.read(references[2999]!)).toString()).toBe('part 2999');
      expect(await collect(store.listSegments(''))).toEqual(['many', 'none']);
    });

    it('gives bytes that are the caller’s own', async () => {
      const [reference] = await store.writeSegment('a', [Buffer.from('hello')]);
      (await store.read(reference!)).fill(0);
      expect((await store.read(reference!)).toString()).toBe('hello');
    });

    it('takes plain Uint8Arrays that are views', async () => {
      const [reference] = await store.writeSegment('a', [new Uint8Array([1, 2, 3, 4]).subarray(1, 3)]);
      expect(await store.read(reference!)).toEqual(Buffer.from([2, 3]));
    });

    it('does nothing when the same segment is written again', async () => {
      const parts = [Buffer.from('one'), Buffer.alloc(0), Buffer.from('two')];
      const first = await store.writeSegment('a/b', parts);
      expect(await store.writeSegment('a/b', parts)).toEqual(first);
      expect((await store.read(first[2]!)).toString()).toBe('two');
    });

    it.each([
      ['other bytes', [Buffer.from('one'), Buffer.from('twO')]],
      ['the same bytes cut elsewhere', [Buffer.from('onet'), Buffer.from('wo')]],
      ['fewer parts', [Buffer.from('one')]],
      ['more parts', [Buffer.from('one'), Buffer.from('two'), Buffer.alloc(0)]],
    ])('refuses %s under a name that is taken, and keeps what is there', async (_what, parts) => {
      const [, second] = await store.writeSegment('a', [Buffer.from('one'), Buffer.from('two')]);
      await expect(store.writeSegment('a', parts)).rejects.toThrow(SegmentConflictError);
      expect((await store.read(second!)).toString()).toBe('two');
    });

    it('lets one of many concurrent writers have the name', async () => {
      const writes = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => store.writeSegment('raced', [Buffer.from([index])])));
      const winners = writes.filter((write) => write.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      const winner = writes.findIndex((write) => write.status === 'fulfilled');
      expect(await store.read(winners[0]!.value[0]!)).toEqual(Buffer.from([winner]));
    });

    it('does not know what was never written, nor what was deleted', async () => {
      const [reference] = await store.writeSegment('a/b', [Buffer.from('x')]);
      await expect(store.read({ ...reference!, segment: 'a/c' })).rejects.toThrow(BlobNotFoundError);
      await expect(store.read({ ...reference!, segment: 'never/there' })).rejects.toThrow(BlobNotFoundError);
      await store.deleteSegment('a/b');
      await store.deleteSegment('a/b');
      await store.deleteSegment('never/there');
      await expect(store.read(reference!)).rejects.toThrow(BlobNotFoundError);
      expect(await collect(store.listSegments(''))).toEqual([]);
    });

    it('lists by prefix, whole names only', async () => {
      for (const segment of ['a', 'a/1', 'a/10', 'a/b/1', 'ab/1', 'b/1']) await store.writeSegment(segment, [Buffer.from(segment)]);
      expect(await collect(store.listSegments(''))).toEqual(['a', 'a/1', 'a/10', 'a/b/1', 'ab/1', 'b/1']);
      expect(await collect(store.listSegments('a/'))).toEqual(['a/1', 'a/10', 'a/b/1']);
      expect(await collect(store.listSegments('a'))).toEqual(['a', 'a/1', 'a/10', 'a/b/1', 'ab/1']);
      expect(await collect(store.listSegments('a/1'))).toEqual(['a/1', 'a/10']);
      expect(await collect(store.listSegments('a/b/1'))).toEqual(['a/b/1']);
      expect(await collect(store.listSegments('none/'))).toEqual([]);
    });

    it('can be listed in part, and deleted from while it is listed', async () => {
      for (let index = 0; index < 20; index++) await store.writeSegment(`x/${index}`, []);
      for await (const segment of store.listSegments('x/')) {
        expect(segment).toMatch(/^x\/\d+$/);
        break;
      }
      for await (const segment of store.listSegments('x/')) await store.deleteSegment(segment);
      expect(await collect(store.listSegments('x/'))).toEqual([]);
    });

    it.each([
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '..',
      '../a',
      'a/../b',
      '.',
      'a/.b',
      'A',
      'a b',
      'a\0',
      'a\\b',
      'é',
      'a'.repeat(201),
      'a/'.repeat(256) + 'a',
    ])('refuses the name %j', async (bad) => {
      await expect(store.writeSegment(bad, [])).rejects.toThrow(InvalidSegmentNameError);
      await expect(store.read({ segment: bad, offset: 28, length: 0 })).rejects.toThrow(InvalidSegmentNameError);
      await expect(store.deleteSegment(bad)).rejects.toThrow(InvalidSegmentNameError);
    });

    it.each(['/', '..', '../', 'a/../', '.unfinished', 'a//'])('refuses the prefix %j', async (bad) => {
      await expect(collect(store.listSegments(bad))).rejects.toThrow(InvalidSegmentNameError);
    });

    describe('what was damaged', () => {
      let references: readonly BlobReference[];
      beforeEach(async () => {
        references = await store.writeSegment('s', [Buffer.from('first'), Buffer.from('second'), Buffer.alloc(0)]);
      });

      it('finds every altered byte of a part and of what proves it, and leaves the other parts readable', async () => {
        const { offset, length } = references[1]!;
        for (let index = offset - 12; index < offset + length; index++) {
          await under.alter('s', (stored) => withByteFlipped(stored, index));
          await expect(store.read(references[1]!)).rejects.toThrow(BlobCorruptError);
          expect((await store.read(references[0]!)).toString()).toBe('first');
          await under.alter('s', (stored) => withByteFlipped(stored, index));
        }
        expect((await store.read(references[1]!)).toString()).toBe('second');
      });

      it('finds every truncation', async () => {
        const { offset, length } = references[1]!;
        for (let size = offset + length - 1; size >= 0; size--) {
          await under.alter('s', (stored) => stored.subarray(0, size));
          await expect(store.read(references[1]!)).rejects.toThrow(BlobCorruptError);
        }
      });

      it('finds the end cut off also where the part is empty', async () => {
        await under.alter('s', (stored) => stored.subarray(0, references[2]!.offset - 12));
        await expect(store.read(references[2]!)).rejects.toThrow(BlobCorruptError);
      });

      it('finds another segment’s bytes in its place', async () => {
        const [other] = await store.writeSegment('t', [Buffer.from('other')]);
        let bytes = Buffer.alloc(0);
        await under.alter('t', (stored) => (bytes = Buffer.from(stored)));
        await under.alter('s', () => bytes);
        await expect(store.read({ ...other!, segment: 's' })).rejects.toThrow(BlobCorruptError);
        expect((await store.read(other!)).toString()).toBe('other');
      });
    });

    it('refuses a reference that is not one it gave', async () => {
      const [reference] = await store.writeSegment('s', [Buffer.from('hello hello hello hello')]);
      const { offset, length } = reference!;
      for (const wrong of [{ offset: offset + 1 }, { length: length - 1 }, { length: length + 1 }, { offset: 1e9 }, { length: 0 }]) {
        await expect(store.read({ ...reference!, ...wrong })).rejects.toThrow(BlobCorruptError);
      }
      for (const absurd of [{ offset: -1 }, { offset: 0 }, { offset: 28.5 }, { length: -1 }, { length: NaN }, { length: 2 ** 40 }]) {
        await expect(store.read({ ...reference!, ...absurd })).rejects.toThrow(BlobNotFoundError);
      }
    });
  });
};
