export * from './canary.js';
export * from './in-memory-key-provider.js';
export * from './in-memory-vault.js';
export * from './key-provider.contract.js';
export * from './vault.contract.js';
