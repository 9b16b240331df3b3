import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Certificates } from './certificates.js';

export interface SandboxSmtpOptions {
  readonly certificates: Certificates;
  readonly passwords: ReadonlyMap<string, string>;
  /** Called with what was accepted, once a recipient. */
  readonly accept: (recipient: string, raw: Buffer) => void;
}

const refused = (text: string, responseCode: number): Error => Object.assign(new Error(text), { responseCode });

/** A submission server (RFC 6409) with implicit TLS and AUTH; keeps nothing itself. */
export const sandboxSmtp = ({ certificates, passwords, accept }: SandboxSmtpOptions): SMTPServer =>
  new SMTPServer({
    secure: true,
    key: certificates.key,
    cert: certificates.cert,
    logger: false,
    disableReverseLookup: true,
    size: 25 * 2 ** 20,
    onAuth: ({ username = '', password }, _session, done) => {
      if (passwords.has(username) && passwords.get(username) === password) done(null, { user: username });
      else done(refused('5.7.8 Wrong user name or password', 535));
    },
    onRcptTo: ({ address }, _session, done) => done(passwords.has(address.toLowerCase()) ? null : refused('5.1.1 No such user here', 550)),
    onData: (stream, { envelope }, done) => {
      buffer(stream).then(
        (raw) => {
          if (stream.sizeExceeded) {
            done(refused('5.3.4 Too large', 552));
          } else {
            envelope.rcptTo.forEach(({ address }) => accept(address.toLowerCase(), raw));
            done(null, '2.0.0 Delivered');
          }
        },
        (error: unknown) => done(error as Error),
      );
    },
  });
