import { blobStoreContract } from './blob-store.contract.js';
import { InMemoryBlobStore } from './in-memory-blob-store.js';

blobStoreContract('InMemoryBlobStore', async () => {
  const store = new InMemoryBlobStore();
  return {
    store,
    alter: async (segment, change) => void store.segments.set(segment, change(store.segments.get(segment)!)),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
});
