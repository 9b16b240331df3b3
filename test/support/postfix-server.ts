import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { DovecotServer } from './dovecot-server.js';
import { freePorts } from './free-port.js';
import { runLocalScript } from './local-script.js';

/** A real Postfix on loopback, from `deploy/local/postfix.sh`: submission for the users of a Dovecot, delivery into it. */
export class PostfixServer implements AsyncDisposable {
  private constructor(
    readonly base: string,
    /** Submission: STARTTLS (RFC 6409). Submissions: implicit TLS (RFC 8314). Certificate from the Dovecot's authority. */
    readonly ports: { readonly submission: number; readonly submissions: number },
    private readonly dovecot: DovecotServer,
  ) {}

  /** @throws when Postfix is not installed or does not come up */
  static async start(dovecot: DovecotServer): Promise<PostfixServer> {
    const [submission, submissions] = (await freePorts(2)) as [number, number];
    const server = new PostfixServer(mkdtempSync(join(tmpdir(), 'pb-postfix-')), { submission, submissions }, dovecot);
    chmodSync(server.base, 0o755);
    await server.run('start');
    return server;
  }

  /** Over implicit TLS, to an address at example.org. */
  async send({ user, password, to, raw }: { user: string; password: string; to: string; raw: Buffer }): Promise<void> {
    const transport = createTransport({
      host: 'localhost',
      port: this.ports.submissions,
      secure: true,
      auth: { user, pass: password },
      tls: { ca: this.dovecot.caPem },
    });
    await transport.sendMail({ envelope: { from: user, to }, raw });
    transport.close();
  }

  async stop(): Promise<void> {
    await this.run('stop');
  }

  /** On the same ports again. */
  async restart(): Promise<void> {
    await this.run('stop');
    await this.run('start');
  }

  get log(): string {
    return readFileSync(join(this.base, 'mail.log'), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.base, { recursive: true, force: true });
  }

  private run(action: 'start' | 'stop'): Promise<Buffer> {
    return runLocalScript('postfix.sh', [action], {
      POSTFIX_BASE: this.base,
      SUBMISSION_PORT: String(this.ports.submission),
      SUBMISSIONS_PORT: String(this.ports.submissions),
      LMTP_PORT: String(this.dovecot.ports.lmtp),
      SASL_PORT: String(this.dovecot.ports.sasl),
      TLS_DIR: this.dovecot.tlsDirectory,
    });
  }
}
