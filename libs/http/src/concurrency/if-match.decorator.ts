import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Revision } from '@postbode/kernel';
import type { FastifyRequest } from 'fastify';
import { documentHeader } from '../request/document-header.js';
import { headerOf } from '../request/header.js';
import { expectedRevisionOf } from './etag.js';

/**
 * Parameter decorator: the revision a write expects (`number`, or `'any'` for `*`).
 * Answers 428 when `If-Match` is missing, 400 when it is malformed.
 */
export const IfMatchRevision = createParamDecorator(
  (_data: undefined, context: ExecutionContext): Revision | 'any' =>
    expectedRevisionOf(headerOf(context.switchToHttp().getRequest<FastifyRequest>().headers, 'if-match')),
  [documentHeader({ name: 'If-Match', required: true, description: 'The ETag of the state the change is based on, or `*`.' })],
);
