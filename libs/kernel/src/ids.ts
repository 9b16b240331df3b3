import { hash, randomUUID } from 'node:crypto';
import type { Brand } from './brand.js';

export type Uuid = Brand<string, 'Uuid'>;
export type OrganizationId = Brand<string, 'OrganizationId'>;
export type ProfileId = Brand<string, 'ProfileId'>;
export type MailboxId = Brand<string, 'MailboxId'>;
export type EmailId = Brand<string, 'EmailId'>;
export type CommandId = Brand<string, 'CommandId'>;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isUuid = (value: string): value is Uuid => uuidPattern.test(value);

/** A random UUID (RFC 9562 version 4). */
export const randomId = <Id extends string = Uuid>(): Id => randomUUID() as string as Id;

const namespaceBytes = 16;
const mostBytesAChar = 3;

/**
 * A name-based UUID (RFC 9562 version 5): the same namespace and name give the same id on every machine, so that a
 * retried append is one append. Three a message at ingest: one buffer and one call (1.3 µs) instead of a hash object (3 µs).
 * @param namespace a UUID
 */
export const deterministicId = <Id extends string = Uuid>(namespace: string, name: string): Id => {
  const bytes = Buffer.allocUnsafe(namespaceBytes + name.length * mostBytesAChar);
  bytes.write(namespace.replaceAll('-', ''), 'hex');
  const end = namespaceBytes + bytes.write(name, namespaceBytes);
  const digest = hash('sha1', bytes.subarray(0, end), 'hex');
  const variant = ((parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}` as Id;
};
