export * from './key-provider.js';
export * from './sealer.js';
export * from './vault.js';
