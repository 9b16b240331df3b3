import { ManualClock } from '@postbode/kernel';
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { identityProviderKeys } from './identity-provider-keys.js';
import { JwtTokenVerifier } from './jwt-token-verifier.js';

const keys = await generateKeyPair('ES256', { extractable: true });
const jwks: JSONWebKeySet = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' }] };

const token = (kid = 'k1'): Promise<string> =>
  new SignJWT({ roles: ['reader'] })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setSubject('anna')
    .setIssuer('i')
    .setAudience('a')
    .setExpirationTime('1h')
    .sign(keys.privateKey);

class Provider {
  up = true;
  fetches = 0;
  readonly clock = new ManualClock(new Date());
  readonly verifier = new JwtTokenVerifier({
    issuer: 'i',
    audience: 'a',
    keys: identityProviderKeys({
      jwksUri: new URL('https://id.example/jwks'),
      clock: this.clock,
      fetch: async () => {
        this.fetches += 1;
        if (!this.up) throw new TypeError('fetch failed');
        return new Response(JSON.stringify(jwks));
      },
    }),
  });
}

describe('identityProviderKeys', () => {
  it('fetches once for many tokens', async () => {
    const provider = new Provider();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => token()));
    await Promise.all(tokens.map((one) => provider.verifier.verify(one)));
    expect(provider.fetches).toBe(1);
  });

  it('answers 503, not 401, while the provider is down at start, and recovers by itself', async () => {
    const provider = new Provider();
    provider.up = false;
    const refusal = provider.verifier.verify(await token());
    await expect(refusal).rejects.toMatchObject({ entry: { status: 503 }, headers: { 'retry-after': '30' } });
    await expect(provider.verifier.verify(await token())).rejects.toMatchObject({ entry: { status: 503 } });
    expect(provider.fetches).toBe(1);
    provider.up = true;
    provider.clock.advance(31_000);
    await expect(provider.verifier.verify(await token())).resolves.toMatchObject({ id: 'anna' });
  });

  it('goes on with the keys it has when the provider goes down', async () => {
    const provider = new Provider();
    await provider.verifier.verify(await token());
    provider.up = false;
    await expect(provider.verifier.verify(await token())).resolves.toMatchObject({ id: 'anna' });
  });

  it('does not let a flood of unknown key ids become a flood of fetches', async () => {
    const provider = new Provider();
    await provider.verifier.verify(await token());
    const flood = await Promise.all(Array.from({ length: 50 }, (_, index) => token(`unknown-${index}`)));
    const outcomes = await Promise.allSettled(flood.map((one) => provider.verifier.verify(one)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(50);
    expect(provider.fetches).toBe(1);
  });
});
