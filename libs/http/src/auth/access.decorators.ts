import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Principal, Role } from './principal.js';
import { tokenMissing } from './token-verifier.js';

export type Access = 'public' | readonly Role[];

export const accessKey = 'postbode:access';

/** Who may call the route (or every route of the controller): a principal with at least one of these roles. */
export const Roles = (...roles: readonly [Role, ...Role[]]): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(accessKey, roles satisfies Access), ApiExtension('x-roles', roles));

/** Anybody may call the route, without a token. */
export const Public = (): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(accessKey, 'public' satisfies Access), ApiExtension('x-roles', []));

/** Parameter decorator: who calls. Answers 401 on a public route that was called without a token. */
export const CurrentPrincipal = createParamDecorator((_data: undefined, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (principal === undefined) throw tokenMissing();
  return principal;
});
