export * from './blob-store.errors.js';
export * from './blob-store.js';
export * from './files/file-blob-store.js';
