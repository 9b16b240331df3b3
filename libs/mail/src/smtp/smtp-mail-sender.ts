import type { Socket } from 'node:net';
import { pause } from '@postbode/kernel';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Dialer } from '../dialer/dialer.js';
import { MailSender, type SenderCheckOptions } from '../mail-sender.js';
import type { MailLogin } from '../mail-source.js';
import { secretsOf } from '../server-text.js';
import { cleartextForbidden, smtpError, timedOut } from './smtp.errors.js';
import { defaultSmtpLimits, type SmtpLimits } from './smtp-limits.js';
import { openSmtpSocket } from './smtp-socket.js';

export interface SmtpMailSenderOptions {
  readonly limits?: Partial<SmtpLimits>;
  /** The deployment's switch: passwords may go over a connection without TLS. Absent: refused. */
  readonly allowCleartext?: boolean;
  /** How we introduce ourselves (EHLO). Default: an address literal, as the machine's name is nobody's business. */
  readonly name?: string;
}

/** Mail by SMTP submission (RFC 6409, 8314) through nodemailer, on a connection of our own dialling. */
export class SmtpMailSender extends MailSender {
  private readonly limits: SmtpLimits;

  constructor(
    private readonly dialer: Dialer,
    private readonly options: SmtpMailSenderOptions = {},
  ) {
    super();
    this.limits = { ...defaultSmtpLimits, ...options.limits };
  }

  async check(check: SenderCheckOptions): Promise<void> {
    const { server, login, signal } = check;
    if (server.security === 'none' && this.options.allowCleartext !== true) throw cleartextForbidden();
    const name = this.options.name ?? '[127.0.0.1]';
    const socket = await openSmtpSocket(this.dialer, check, this.limits, name);
    const connection = this.connectionOn(socket, name, server.security === 'none' ? 'clear' : 'secured');
    const secrets = login === undefined ? [] : secretsOf(login);
    try {
      await this.within(this.limits.loginMs, signal, () => greet(connection, login));
    } catch (error) {
      signal.throwIfAborted();
      throw smtpError(error, secrets);
    } finally {
      await quit(connection, socket, this.limits.quitMs);
    }
  }

  private connectionOn(socket: Socket, name: string, state: 'secured' | 'clear'): SMTPConnection {
    const secured = state === 'secured';
    const { loginMs, greetingMs } = this.limits;
    const limits = { connectionTimeout: greetingMs, greetingTimeout: greetingMs, socketTimeout: loginMs, maxResponseSize: 65_536 };
    // The socket already is what it must be; nodemailer shall neither upgrade nor doubt it.
    return new SMTPConnection({ connection: socket, name, secure: secured, secured, ignoreTLS: !secured, logger: false, ...limits });
  }

  /** One deadline for all of it: nodemailer's own are about inactivity only. */
  private async within(ms: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    const stop = new AbortController();
    const over = pause(ms, AbortSignal.any([signal, stop.signal])).then(() => {
      signal.throwIfAborted();
      throw timedOut();
    });
    const working = work();
    over.catch(() => undefined);
    working.catch(() => undefined);
    try {
      await Promise.race([working, over]);
    } finally {
      stop.abort();
    }
  }
}

/** EHLO, and AUTH when there is a login. */
const greet = (connection: SMTPConnection, login: MailLogin | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve());
    connection.on('error', reject);
    connection.connect((error) => {
      if (error || login === undefined) done(error);
      else connection.login({ user: login.username, pass: login.password.toString('utf8') }, done);
    });
  });

/** Politely, and at once when the server does not react. */
const quit = (connection: SMTPConnection, socket: Socket, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      connection.close();
      socket.destroy();
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (socket.destroyed || !socket.writable) end();
    else {
      socket.once('close', end);
      connection.quit();
    }
  });
