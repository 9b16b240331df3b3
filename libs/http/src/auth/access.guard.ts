import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { HttpProblem } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';
import { accessOf } from './access.scan.js';
import type { Principal, Role } from './principal.js';
import { bearerTokenOf, TokenVerifier } from './token-verifier.js';

const admit = (request: FastifyRequest, principal: Principal, allowed: readonly Role[]): true => {
  request.principal = principal;
  if (principal.roles.some((role) => allowed.includes(role))) return true;
  throw new HttpProblem(httpProblems.roleMissing, undefined, {
    details: { roles: allowed.join(' ') },
    headers: { 'www-authenticate': 'Bearer realm="postbode", error="insufficient_scope"' },
  });
};

/** Refuses whatever is not expressly allowed; a route that says nothing about access answers 500. */
export class AccessGuard implements CanActivate {
  constructor(private readonly verifier: TokenVerifier) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = accessOf(context.getClass(), context.getHandler());
    if (access === undefined) throw new Error('A route has neither @Roles nor @Public.');
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const verified = this.verifier.verify(bearerTokenOf(request.headers.authorization));
    return verified instanceof Promise ? verified.then((principal) => admit(request, principal, access)) : admit(request, verified, access);
  }
}
