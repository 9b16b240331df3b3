import { createHash, randomUUID } from 'node:crypto';
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

const namespaceBytes = (namespace: string): Buffer => Buffer.from(namespace.replaceAll('-', ''), 'hex');

/**
 * A name-based UUID (RFC 9562 version 5): the same namespace and name give the same id on every machine, so that a
 * retried append is one append.
 * @param namespace a UUID
 */
export const deterministicId = <Id extends string = Uuid>(namespace: string, name: string): Id => {
  const hash = createHash('sha1').update(namespaceBytes(namespace)).update(name).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id;
};
