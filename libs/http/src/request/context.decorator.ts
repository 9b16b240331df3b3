import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { documentHeader } from './document-header.js';
import { type RequestContext, requestContextOf } from './request-context.js';

/** Parameter decorator: the {@link RequestContext}. Not for public routes. */
export const Context = createParamDecorator(
  (_data: undefined, context: ExecutionContext): RequestContext => requestContextOf(context.switchToHttp().getRequest<FastifyRequest>()),
  [
    documentHeader({ name: 'Postbode-Reason', required: false, description: 'Why: kept in the history. At most 500 characters.' }),
    documentHeader({ name: 'X-Request-Id', required: false, description: 'Correlation id: echoed, logged and kept in the history.' }),
  ],
);
