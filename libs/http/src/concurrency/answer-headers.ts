import type { Position, Revision } from '@postbode/kernel';
import type { FastifyReply } from 'fastify';
import { etagOf } from './etag.js';

/** Position of the last event a write appended: a read given it as `minPosition` sees the write. */
export const positionHeader = 'postbode-position';

export interface Written {
  readonly revision?: Revision;
  readonly position?: Position;
}

/** Sets `ETag` and `Postbode-Position` on an answer. The reply comes from `@Res({ passthrough: true })`. */
export const setWritten = (reply: FastifyReply, { revision, position }: Written): void => {
  if (revision !== undefined) void reply.header('etag', etagOf(revision));
  if (position !== undefined) void reply.header(positionHeader, position.toString());
};
