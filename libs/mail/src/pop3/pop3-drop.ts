import { createHash } from 'node:crypto';
import type { RemoteIdentity, SourceCursor } from '../mail-source.js';

export type Pop3Identity = Extract<RemoteIdentity, { protocol: 'pop3' }>;

/** One message of a maildrop. The number is valid in one session only. */
export interface DropEntry {
  readonly number: number;
  readonly remote: Pop3Identity;
}

/**
 * `number rest` lines in their order.
 * @returns undefined when a line is something else: nothing of such a list can be trusted
 */
const numbered = (listing: string, pattern: RegExp): [number: number, rest: string][] | undefined => {
  const entries: [number, string][] = [];
  for (const line of listing.split(/\r?\n/)) {
    if (line === '') continue;
    const [, number, rest] = pattern.exec(line) ?? [];
    if (number === undefined || rest === undefined) return undefined;
    entries.push([Number(number), rest]);
  }
  return entries;
};

/**
 * The answer to UIDL as identities (RFC 1939 §7). A UIDL shown more than once, which servers do, is told apart by its
 * occurrence: quarantine or hash must decide whether the same message is meant. More than the 70 characters of the RFC
 * are accepted.
 */
export const parseUidl = (listing: string): readonly DropEntry[] | undefined => {
  const seen = new Map<string, number>();
  return numbered(listing, /^(\d{1,10})\s+([\x21-\x7e]{1,255})\s*$/)?.map(([number, uidl]) => {
    const occurrence = seen.get(uidl) ?? 0;
    seen.set(uidl, occurrence + 1);
    return { number, remote: { protocol: 'pop3', uidl, occurrence } };
  });
};

/** The answer to LIST: message number → size as the server claims it. */
export const parseSizes = (listing: string): ReadonlyMap<number, number> | undefined => {
  const entries = numbered(listing, /^(\d{1,10})\s+(\d{1,15})(?:\s.*)?$/);
  return entries && new Map(entries.map(([number, size]) => [number, Number(size)]));
};

export const keyOf = (remote: Pop3Identity): string => `${remote.occurrence} ${remote.uidl}`;

/** Equal for drops that show the same UIDLs in the same order. */
export const cursorOf = (drop: readonly DropEntry[]): SourceCursor => {
  const hash = createHash('sha256');
  for (const { remote } of drop) hash.update(`${remote.uidl}\n`);
  return { count: drop.length, digest: hash.digest('base64url') };
};
