export * from './blob-store.contract.js';
export * from './in-memory-blob-store.js';
