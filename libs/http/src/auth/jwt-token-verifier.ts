import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { HttpProblem } from '../problems/http-problem.errors.js';
import { type Principal, type Role, roles } from './principal.js';
import { tokenRefused, TokenVerifier } from './token-verifier.js';

export interface JwtTokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  /** From `identityProviderKeys()` or a `DevelopmentIssuer`. */
  readonly keys: JWTVerifyGetKey;
  /** Claim that lists the roles; a dotted path (`realm_access.roles`) is followed. Default `roles`. */
  readonly rolesClaim?: string;
  /** `at+jwt`: only RFC 9068 access tokens. Default `any`: some providers still say `JWT`. */
  readonly tokenType?: 'at+jwt' | 'any';
  /** Seconds that clocks may differ. Default and most: 60. */
  readonly clockToleranceSeconds?: number;
}

/** RFC 8725 §3.1: a closed list; no `none`, and nothing symmetric that a public key could be mistaken for. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

const isRole = (value: unknown): value is Role => (roles as readonly unknown[]).includes(value);

const claimAt = (claims: JWTPayload, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
      claims,
    );

const rolesOf = (claim: unknown): Role[] =>
  (Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(' ') : []).filter(isRole);

/** RFC 9068 §2.2: where no person is involved, `sub` is the client itself. */
const kindOf = (claims: JWTPayload): Principal['kind'] =>
  claims['client_id'] === claims.sub || claims['azp'] === claims.sub ? 'service' : 'user';

const explain = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'The token is expired.';
  if (error instanceof errors.JWTClaimValidationFailed) return `The token's ${error.claim} is not acceptable.`;
  return 'The token is not acceptable.';
};

/** Signed access tokens (RFC 7519, 9068) of one issuer for one audience. */
export class JwtTokenVerifier extends TokenVerifier {
  constructor(private readonly options: JwtTokenVerifierOptions) {
    super();
  }

  async verify(token: string): Promise<Principal> {
    const claims = await this.claimsOf(token);
    const { sub, exp } = claims;
    if (sub === undefined || sub === '' || sub.length > 255) throw tokenRefused("The token's sub is not acceptable.");
    if (exp === undefined) throw tokenRefused('The token never ends.');
    return { id: sub, kind: kindOf(claims), roles: rolesOf(claimAt(claims, this.options.rolesClaim ?? 'roles')), expiresAt: exp };
  }

  private async claimsOf(token: string): Promise<JWTPayload> {
    const { issuer, audience, keys, tokenType, clockToleranceSeconds } = this.options;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms,
        clockTolerance: Math.min(clockToleranceSeconds ?? 60, 60),
        ...(tokenType === 'at+jwt' ? { typ: 'at+jwt' } : {}),
      });
      return payload;
    } catch (error) {
      throw error instanceof HttpProblem ? error : tokenRefused(explain(error), error);
    }
  }
}
