import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevelopmentIssuer } from './development-issuer.js';
import { JwtTokenVerifier } from './jwt-token-verifier.js';

describe('DevelopmentIssuer', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'issuer-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  const open = (): Promise<DevelopmentIssuer> => DevelopmentIssuer.open({ directory, audience: 'postbode' });

  it('issues tokens the ordinary verifier accepts, before and after a restart', async () => {
    const token = await (await open()).issue({ subject: 'anna', roles: ['operator'], lifetimeSeconds: 60 });
    const verifier = new JwtTokenVerifier(await open());
    expect(await verifier.verify(token)).toMatchObject({ id: 'anna', roles: ['operator'] });
  });

  it('keeps one key, in a file only its owner can read, however many processes start together', async () => {
    const issuers = await Promise.all(Array.from({ length: 5 }, open));
    expect(new Set(issuers.map(({ jwks }) => JSON.stringify(jwks))).size).toBe(1);
    expect(await readdir(directory)).toEqual(['development-issuer.pem']);
    expect((await stat(join(directory, 'development-issuer.pem'))).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(issuers[0]?.jwks)).not.toContain('"d"');
  });

  it('refuses a key file that others can read', async () => {
    await open();
    await chmod(join(directory, 'development-issuer.pem'), 0o640);
    await expect(open()).rejects.toThrow('mode 0600');
  });
});
