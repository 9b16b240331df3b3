export type { SealerCacheOptions } from './envelope/sealer-cache.js';
export * from './key-file/file-key-provider.js';
export * from './key-provider.js';
export * from './postgres/postgres-vault.js';
export { migrateVault } from './postgres/vault.migrations.js';
export * from './sealer.js';
export { AesGcmSealer } from './sealing/aes-gcm-sealer.js';
export * from './vault.js';
export * from './vault.errors.js';
