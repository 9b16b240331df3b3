import { generate } from 'selfsigned';

/** PEM. `key` and `cert` are for `localhost`, 127.0.0.1 and ::1. */
export interface Certificates {
  readonly caPem: string;
  readonly key: string;
  readonly cert: string;
}

const common = { algorithm: 'sha256', keyType: 'ec', curve: 'P-256' } as const;

/** A certificate authority that lives as long as the sandbox, and one server certificate from it. */
export const makeCertificates = async (): Promise<Certificates> => {
  const ca = await generate([{ name: 'commonName', value: 'Sandbox CA' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { caPem: ca.cert, key: server.private, cert: server.cert };
};
