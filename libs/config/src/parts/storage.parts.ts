import { z } from 'zod';
import { definePart, variable } from '../config-part.js';

export const vault = definePart({
  title: 'Keys',
  variables: {
    keyFile: variable(
      'POSTBODE_VAULT_KEY_FILE',
      z.string().default('.postbode/keys/vault.key'),
      'File of the key-encryption keys, mode 0600. Back it up apart from the database: without it no password and no envelope can be read.',
    ),
    whenAbsent: variable(
      'POSTBODE_VAULT_KEY_WHEN_ABSENT',
      z.enum(['create', 'refuse'], { error: 'must be create or refuse' }).default('create'),
      'What an absent key file means: `create` for a first start, `refuse` where the file is mounted.',
    ),
  },
});

export const blobs = definePart({
  title: 'Raw messages',
  variables: {
    directory: variable(
      'POSTBODE_BLOB_DIRECTORY',
      z.string().default('.postbode/blobs'),
      'Folder of the raw messages, on one local file system that every worker shares.',
    ),
  },
});

export const standalone = definePart({
  title: 'One process (standalone)',
  variables: {
    dataDirectory: variable(
      'POSTBODE_DATA_DIRECTORY',
      z.string().default('.postbode'),
      'Folder of everything the standalone app keeps: its Postgres (unless DATABASE_URL is set), keys and raw messages. The distributed services do not read it.',
    ),
  },
});
