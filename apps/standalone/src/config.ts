import { join } from 'node:path';
import { configParts, loadConfig, type ConfigOf, type Environment } from '@postbode/config';

export const standaloneParts = configParts;

export type StandaloneConfig = ConfigOf<typeof standaloneParts>;

export const dataDirectoryOf = (environment: Environment): string =>
  loadConfig({ standalone: configParts.standalone }, environment).standalone.dataDirectory;

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/**
 * One machine, nothing to set: everything under one folder, our own tokens. Credentials may be entered over plain HTTP only
 * because nobody else can listen in on loopback. What the environment says goes first.
 */
export const standaloneConfig = (environment: Environment, databaseUrl: string): StandaloneConfig => {
  const directory = dataDirectoryOf(environment);
  const loopback = isLoopback(environment['POSTBODE_HTTP_HOST'] ?? '127.0.0.1');
  return loadConfig(standaloneParts, {
    POSTBODE_AUTH_MODE: 'development',
    POSTBODE_AUTH_DEVELOPMENT_DIRECTORY: join(directory, 'auth'),
    POSTBODE_VAULT_KEY_FILE: join(directory, 'keys', 'vault.key'),
    POSTBODE_BLOB_DIRECTORY: join(directory, 'blobs'),
    POSTBODE_ALLOW_CREDENTIALS_ENTRY_VIA_NON_SECURE_CHANNELS: String(loopback),
    ...environment,
    DATABASE_URL: databaseUrl,
  });
};
