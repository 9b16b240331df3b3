import type { Socket } from 'node:net';
import type { Dialer } from '../dialer/dialer.js';
import { MailSource, type ConnectOptions, type ServerAddress } from '../mail-source.js';
import { Pop3Client } from './pop3-client.js';
import { cleartextForbidden } from './pop3-errors.js';
import { defaultPop3Limits, type Pop3Limits } from './pop3-limits.js';
import { logIn } from './pop3-login.js';
import { Pop3Session } from './pop3-session.js';

export interface Pop3MailSourceOptions {
  readonly limits?: Partial<Pop3Limits>;
  /** The deployment's switch: passwords may go over a connection without TLS. Absent: refused. */
  readonly allowCleartext?: boolean;
}

/** Mail by POP3, through a client of our own (every one on npm corrupts messages or hangs, pitfalls §2.12). */
export class Pop3MailSource extends MailSource {
  readonly pushes = false;
  private readonly limits: Pop3Limits;
  private readonly allowCleartext: boolean;

  constructor(
    private readonly dialer: Dialer,
    options: Pop3MailSourceOptions = {},
  ) {
    super();
    this.limits = { ...defaultPop3Limits, ...options.limits };
    this.allowCleartext = options.allowCleartext ?? false;
  }

  async open({ server, login, signal }: ConnectOptions): Promise<Pop3Session> {
    if (server.security === 'none' && !this.allowCleartext) throw cleartextForbidden();
    const client = await Pop3Client.greet(await this.dial(server, signal), signal, this.limits);
    try {
      if (server.security === 'starttls') await client.secure(this.dialer, server.host);
      await logIn(client, login);
      // RFC 2449 §5: what is offered may differ after the login.
      if (client.capabilities.size > 0) await client.readCapabilities();
      return new Pop3Session(client);
    } catch (error) {
      await client[Symbol.asyncDispose]();
      throw error;
    }
  }

  private dial({ host, port, security }: ServerAddress, signal: AbortSignal): Promise<Socket> {
    return this.dialer.connect({ host, port, protocol: 'pop3', tls: security === 'tls', signal });
  }
}
