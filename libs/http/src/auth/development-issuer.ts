import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose';
import { createPublicKey, randomUUID } from 'node:crypto';
import type { Role } from './principal.js';

export interface DevelopmentIssuerOptions {
  /** Where the key pair is kept, as `development-issuer.pem`. */
  readonly directory: string;
  readonly audience: string;
}

export interface TokenRequest {
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly lifetimeSeconds: number;
}

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** Complete or not there at all: replicas starting together agree on one key. */
const createKeyFile = async (file: string): Promise<void> => {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const temporary = `${file}.${randomUUID()}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(await exportPKCS8(privateKey));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(temporary, file).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
  });
  await unlink(temporary);
};

const readKeyFile = async (file: string): Promise<string> => {
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) throw new Error(`${file} can be read by others: it must have mode 0600.`);
  return readFile(file, 'utf8');
};

/**
 * Issues access tokens without an identity provider, for one machine and for trying out. Its tokens are ordinary ones
 * (RFC 9068, Ed25519) that the ordinary verifier checks against `keys`. Never to be switched on beside a real provider.
 */
export class DevelopmentIssuer {
  readonly issuer = 'urn:postbode:development-issuer';

  private constructor(
    private readonly privateKey: Awaited<ReturnType<typeof importPKCS8>>,
    private readonly keyId: string,
    /** Its public keys (RFC 7517). */
    readonly jwks: JSONWebKeySet,
    readonly audience: string,
  ) {}

  /** @throws when the key file may be read by others */
  static async open({ directory, audience }: DevelopmentIssuerOptions): Promise<DevelopmentIssuer> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const file = join(directory, 'development-issuer.pem');
    await stat(file).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
      return createKeyFile(file);
    });
    const pem = await readKeyFile(file);
    const publicJwk = await exportJWK(createPublicKey(pem));
    const keyId = await calculateJwkThumbprint(publicJwk);
    const jwks = { keys: [{ ...publicJwk, kid: keyId, alg: 'EdDSA', use: 'sig' }] };
    return new DevelopmentIssuer(await importPKCS8(pem, 'EdDSA'), keyId, jwks, audience);
  }

  get keys(): JWTVerifyGetKey {
    return createLocalJWKSet(this.jwks);
  }

  issue({ subject, roles, lifetimeSeconds }: TokenRequest): Promise<string> {
    return new SignJWT({ roles })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: this.keyId })
      .setIssuer(this.issuer)
      .setAudience(this.audience)
      .setSubject(subject)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(this.privateKey);
  }
}
