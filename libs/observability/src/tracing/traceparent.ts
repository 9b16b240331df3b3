import { randomBytes } from 'node:crypto';

const pattern = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

/** A new trace, sampled (W3C Trace Context, version 00). */
export const newTraceparent = (): string => `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;

/** The next step of the same trace; a new trace when there is none. */
export const childTraceparent = (parent: string | undefined): string => {
  const [, traceId, flags] = pattern.exec(parent ?? '') ?? [];
  return traceId === undefined || flags === undefined ? newTraceparent() : `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}`;
};
