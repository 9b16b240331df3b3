import { z } from 'zod';
import { definePart, variable } from '../config-part.js';
import { wholeNumber } from '../text.schemas.js';

const https = z.url({ protocol: /^https?$/, error: 'must be a URL' });

interface AuthValues {
  mode: 'oidc' | 'development';
  issuer: string | undefined;
  jwksUri: string | undefined;
  audience: string;
  rolesClaim: string;
  tokenType: 'at+jwt' | 'any';
  clockToleranceSeconds: number;
  developmentDirectory: string;
}

const neededForOidc = ({ mode, issuer, jwksUri }: AuthValues): string[] =>
  mode === 'development'
    ? []
    : [
        ...(issuer === undefined ? ['POSTBODE_AUTH_ISSUER is needed when POSTBODE_AUTH_MODE is oidc'] : []),
        ...(jwksUri === undefined ? ['POSTBODE_AUTH_JWKS_URI is needed when POSTBODE_AUTH_MODE is oidc'] : []),
      ];

export const auth = definePart<AuthValues>({
  title: 'Access',
  variables: {
    mode: variable(
      'POSTBODE_AUTH_MODE',
      z.enum(['oidc', 'development'], { error: 'must be oidc or development' }).default('oidc'),
      'Who issues tokens: an OpenID Connect provider, or (`development`) this installation itself, with a key of its own. Never `development` where others can reach it.',
    ),
    issuer: variable('POSTBODE_AUTH_ISSUER', https.optional(), 'Issuer of the tokens, exactly as in their `iss`. Needed with `oidc`.'),
    jwksUri: variable(
      'POSTBODE_AUTH_JWKS_URI',
      https.optional(),
      "Where the issuer's public keys are: `jwks_uri` of its discovery document. Needed with `oidc`.",
    ),
    audience: variable('POSTBODE_AUTH_AUDIENCE', z.string().default('postbode'), 'Audience (`aud`) a token must be for.'),
    rolesClaim: variable(
      'POSTBODE_AUTH_ROLES_CLAIM',
      z.string().default('roles'),
      'Claim that lists the roles (administrator, reader, auditor, operator); `a.b` looks into objects.',
    ),
    tokenType: variable(
      'POSTBODE_AUTH_TOKEN_TYPE',
      z.enum(['at+jwt', 'any'], { error: 'must be at+jwt or any' }).default('any'),
      '`at+jwt` accepts only access tokens of RFC 9068; safer, where the issuer marks them.',
    ),
    clockToleranceSeconds: variable(
      'POSTBODE_AUTH_CLOCK_TOLERANCE',
      wholeNumber(0, 60).default(60),
      'Seconds the clocks of issuer and API may differ.',
    ),
    developmentDirectory: variable(
      'POSTBODE_AUTH_DEVELOPMENT_DIRECTORY',
      z.string().default('.postbode/auth'),
      'Where the development issuer keeps its key (mode 0600).',
    ),
  },
  check: neededForOidc,
});
