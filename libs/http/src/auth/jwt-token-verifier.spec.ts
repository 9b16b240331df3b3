import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { JwtTokenVerifier, type JwtTokenVerifierOptions } from './jwt-token-verifier.js';

const issuer = 'https://id.example';
const audience = 'postbode';
const keys = await generateKeyPair('ES256', { extractable: true });
const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' };

const token = (claims: object = {}, header: object = {}): Promise<string> =>
  new SignJWT({ sub: 'anna', iss: issuer, aud: audience, exp: Math.floor(Date.now() / 1000) + 60, roles: ['reader'], ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header })
    .sign(keys.privateKey);

const verifier = (options: Partial<JwtTokenVerifierOptions> = {}): JwtTokenVerifier =>
  new JwtTokenVerifier({ issuer, audience, keys: createLocalJWKSet({ keys: [jwk] }), ...options });

describe('JwtTokenVerifier', () => {
  it('takes who, roles and end from an acceptable token; unknown roles count for nothing', async () => {
    const principal = await verifier().verify(await token({ roles: ['reader', 'emperor', 'auditor'], exp: 4_000_000_000 }));
    expect(principal).toEqual({ id: 'anna', kind: 'user', roles: ['reader', 'auditor'], expiresAt: 4_000_000_000 });
  });

  it('finds roles under another claim, in a list or in one string', async () => {
    const nested = await verifier({ rolesClaim: 'realm_access.roles' }).verify(await token({ realm_access: { roles: ['operator'] } }));
    expect(nested.roles).toEqual(['operator']);
    expect((await verifier({ rolesClaim: 'scope' }).verify(await token({ scope: 'reader auditor' }))).roles).toEqual(['reader', 'auditor']);
    expect((await verifier({ rolesClaim: 'none.such' }).verify(await token())).roles).toEqual([]);
  });

  it('knows a client acting for itself as a service', async () => {
    expect((await verifier().verify(await token({ sub: 'crm', client_id: 'crm' }))).kind).toBe('service');
  });

  const now = Math.floor(Date.now() / 1000);
  it.each([
    ['an expired one', { exp: now - 120 }],
    ['one that never ends', { exp: undefined }],
    ['one not valid yet', { nbf: now + 3600 }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'other' }],
    ['no subject', { sub: undefined }],
  ])('refuses %s with 401', async (_what, claims) => {
    await expect(verifier().verify(await token(claims))).rejects.toMatchObject({ entry: { status: 401, code: 'http.token-invalid' } });
  });

  it('allows clocks to differ by at most a minute, whatever is asked', async () => {
    await expect(verifier().verify(await token({ exp: now - 30 }))).resolves.toBeDefined();
    await expect(verifier({ clockToleranceSeconds: 9999 }).verify(await token({ exp: now - 120 }))).rejects.toThrow('expired');
  });

  it('insists on at+jwt only when told to', async () => {
    await expect(verifier({ tokenType: 'at+jwt' }).verify(await token())).rejects.toMatchObject({ entry: { status: 401 } });
    await expect(verifier({ tokenType: 'at+jwt' }).verify(await token({}, { typ: 'at+jwt' }))).resolves.toBeDefined();
  });

  it('refuses unsigned tokens, and the public key used as a shared secret', async () => {
    const [, payload = ''] = (await token()).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    await expect(verifier().verify(none)).rejects.toMatchObject({ entry: { status: 401 } });
    const confused = await new SignJWT({ sub: 'eve', iss: issuer, aud: audience, exp: now + 60 })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(Buffer.from(JSON.stringify(jwk)));
    await expect(verifier().verify(confused)).rejects.toMatchObject({ entry: { status: 401 } });
  });

  it('refuses a token that was changed, without quoting it', async () => {
    const good = await token();
    const refusal = await verifier()
      .verify(`${good.slice(0, -4)}AAAA`)
      .then(String, (error: unknown) => String(error));
    expect(refusal).toContain('not acceptable');
    expect(refusal).not.toContain(good.slice(0, 20));
  });
});
