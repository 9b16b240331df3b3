import { createHmac, randomBytes } from 'node:crypto';

/** One key-encryption key. Its id is its key-check value: another key never carries the same id. */
export interface KeyEncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

export interface Keyring {
  /** Id of the key that wraps; the others only unwrap. */
  readonly current: string;
  readonly keys: readonly KeyEncryptionKey[];
}

const keyBytes = 32;

/** GCM does not commit to its key, an HMAC does: 128 bits of HMAC-SHA256 name the key and give nothing of it away. */
const keyIdOf = (key: Uint8Array): string => `kek-${createHmac('sha256', key).update('postbode key id').digest().toString('hex', 0, 16)}`;

export const newKeyEncryptionKey = (): KeyEncryptionKey => {
  const key = randomBytes(keyBytes);
  return { id: keyIdOf(key), key };
};

export const newKeyring = (): Keyring => {
  const first = newKeyEncryptionKey();
  return { current: first.id, keys: [first] };
};

/** `{ "version": 1, "current": id, "keys": [{ "id", "key": base64 }] }` */
export const formatKeyring = ({ current, keys }: Keyring): string =>
  `${JSON.stringify({ version: 1, current, keys: keys.map(({ id, key }) => ({ id, key: key.toString('base64') })) }, null, 2)}\n`;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the error of JSON.parse quotes the text, and the text is keys
  }
};

const parseKey = (value: unknown): KeyEncryptionKey | undefined => {
  if (!isRecord(value) || typeof value['id'] !== 'string' || typeof value['key'] !== 'string') return undefined;
  const key = Buffer.from(value['key'], 'base64');
  return key.length === keyBytes && keyIdOf(key) === value['id'] ? { id: value['id'], key } : undefined;
};

/** @returns what is wrong with the text, without quoting it, when it is not a keyring */
export const parseKeyring = (text: string): Keyring | string => {
  const value = parseJson(text);
  if (!isRecord(value) || value['version'] !== 1 || !Array.isArray(value['keys'])) return 'is not a keyring of version 1';
  const keys: KeyEncryptionKey[] = [];
  for (const [index, item] of value['keys'].entries()) {
    const key = parseKey(item);
    if (key === undefined) return `has a damaged key at place ${index}: its 32 bytes and its id do not belong together`;
    keys.push(key);
  }
  const current = keys.find(({ id }) => id === value['current']);
  return current === undefined ? 'does not hold its current key' : { current: current.id, keys };
};
