import type { ExecutionContext } from '@nestjs/common';
import { Public, Roles } from './access.decorators.js';
import { AccessGuard } from './access.guard.js';
import type { Principal } from './principal.js';
import { TokenVerifier } from './token-verifier.js';

class FixedVerifier extends TokenVerifier {
  verify(token: string): Principal {
    return { id: token, kind: 'user', roles: ['reader'], expiresAt: 0 };
  }
}

class Undecided {
  silent(): void {
    return;
  }
  @Roles('reader')
  readable(): void {
    return;
  }
  @Roles('administrator', 'auditor')
  closed(): void {
    return;
  }
  @Public()
  open(): void {
    return;
  }
}

const callOf = (method: keyof Undecided, headers: object): ExecutionContext =>
  ({
    getClass: () => Undecided,
    getHandler: () => Undecided.prototype[method],
    switchToHttp: () => ({ getRequest: () => ({ headers }) }),
  }) as unknown as ExecutionContext;

describe('AccessGuard', () => {
  const guard = new AccessGuard(new FixedVerifier());
  const token = { authorization: 'Bearer abc' };

  it('admits a principal with one of the roles, and anybody where it is public', () => {
    expect(guard.canActivate(callOf('readable', token))).toBe(true);
    expect(guard.canActivate(callOf('open', {}))).toBe(true);
  });

  it('refuses the wrong role, and no token', () => {
    expect(() => guard.canActivate(callOf('closed', token))).toThrow('A role is missing');
    expect(() => guard.canActivate(callOf('readable', {}))).toThrow('A bearer token is needed');
  });

  it('refuses a route that says nothing, even with a good token: should the scan at start ever miss one', () => {
    expect(() => guard.canActivate(callOf('silent', token))).toThrow('neither @Roles nor @Public');
  });

  it('refuses a token longer than any of ours', () => {
    expect(() => guard.canActivate(callOf('readable', { authorization: `Bearer ${'a'.repeat(9000)}` }))).toThrow('malformed');
  });
});
