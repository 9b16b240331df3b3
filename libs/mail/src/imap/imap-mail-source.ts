import type { Dialer } from '../dialer/dialer.js';
import { MailSource, type ConnectOptions } from '../mail-source.js';
import { ImapConnection } from './imap-connection.js';
import { defaultImapLimits, type ImapLimits } from './imap-limits.js';
import { ImapSession } from './imap-session.js';
import { openImapSocket } from './imap-socket.js';
import { LastInput } from './last-input.js';

export interface ImapMailSourceOptions {
  readonly limits?: Partial<ImapLimits>;
  /** The deployment's switch: passwords may go over a connection without TLS. Absent: refused. */
  readonly allowCleartext?: boolean;
}

/**
 * Mail by IMAP (RFC 9051, 3501), with imapflow on a connection of our own dialling. The signal given to `open` ends the session
 * whenever it aborts. One operation of a session at a time.
 */
export class ImapMailSource extends MailSource {
  readonly pushes = true;
  private readonly limits: ImapLimits;
  private readonly allowCleartext: boolean;

  constructor(
    private readonly dialer: Dialer,
    options: ImapMailSourceOptions = {},
  ) {
    super();
    this.limits = { ...defaultImapLimits, ...options.limits };
    this.allowCleartext = options.allowCleartext ?? false;
  }

  async open(options: ConnectOptions): Promise<ImapSession> {
    const socket = await openImapSocket(this.dialer, options, this.limits, { allowCleartext: this.allowCleartext });
    const connection = await ImapConnection.logIn(socket, options, this.limits);
    try {
      return await ImapSession.open(connection, new LastInput(socket));
    } catch (error) {
      await connection.logOut();
      throw error;
    }
  }
}
