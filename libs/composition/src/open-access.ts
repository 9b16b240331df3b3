import type { configParts, ConfigOf } from '@postbode/config';
import { CachingTokenVerifier, DevelopmentIssuer, identityProviderKeys, JwtTokenVerifier, type TokenVerifier } from '@postbode/http';
import type { Clock } from '@postbode/kernel';
import { createLocalJWKSet } from 'jose';

type AuthConfig = ConfigOf<typeof configParts>['auth'];

export interface Access {
  readonly verifier: TokenVerifier;
  /** Only in development mode: issues the tokens the verifier accepts. */
  readonly developmentIssuer: DevelopmentIssuer | undefined;
}

const developmentAccess = async ({ developmentDirectory, audience }: AuthConfig, clock: Clock): Promise<Access> => {
  const issuer = await DevelopmentIssuer.open({ directory: developmentDirectory, audience });
  const verifier = new JwtTokenVerifier({ issuer: issuer.issuer, audience, keys: createLocalJWKSet(issuer.jwks) });
  return { verifier: new CachingTokenVerifier(verifier, clock), developmentIssuer: issuer };
};

/** Who may call: tokens of the OpenID Connect provider of the configuration, or of our own development issuer. */
export const openAccess = async (auth: AuthConfig, clock: Clock): Promise<Access> => {
  if (auth.mode === 'development') return developmentAccess(auth, clock);
  const { issuer = '', jwksUri = '', audience, rolesClaim, tokenType, clockToleranceSeconds } = auth;
  const keys = identityProviderKeys({ jwksUri: new URL(jwksUri), clock });
  const verifier = new JwtTokenVerifier({ issuer, audience, keys, rolesClaim, tokenType, clockToleranceSeconds });
  return { verifier: new CachingTokenVerifier(verifier, clock), developmentIssuer: undefined };
};
