import type { RemoteIdentity } from './mail-source.js';

export type MailErrorCode =
  | 'mail.authentication-failed'
  | 'mail.login-disabled'
  | 'mail.too-many-connections'
  | 'mail.mailbox-in-use'
  | 'mail.throttled'
  | 'mail.host-not-found'
  | 'mail.address-forbidden'
  | 'mail.port-forbidden'
  | 'mail.connection-refused'
  | 'mail.connection-lost'
  | 'mail.timeout'
  | 'mail.tls-failed'
  | 'mail.starttls-unavailable'
  | 'mail.cleartext-forbidden'
  | 'mail.protocol-error'
  | 'mail.server-unavailable'
  | 'mail.folder-missing'
  | 'mail.message-too-large'
  | 'mail.message-unreadable'
  | 'mail.unsupported';

export interface MailErrorData {
  readonly code: MailErrorCode;
  /** `never`: somebody must change something first. `later`: by itself, after a wait. `now`: reconnect and go on. */
  readonly retry: 'never' | 'later' | 'now';
  /** What is affected. */
  readonly scope: 'message' | 'mailbox' | 'profile' | 'server';
  /** The server asked for this wait. Milliseconds. */
  readonly retryAfterMs?: number;
  /** With scope `message`: which one, so that it can be set aside and the others fetched. */
  readonly remote?: RemoteIdentity;
}

/**
 * A failure of a mail server or of the way to it, as data. `message` is ours and for a person; the server's own text goes
 * only into `serverText`: at most 200 printable characters, secrets removed.
 */
export class MailError extends Error {
  override readonly name = 'MailError';

  constructor(
    readonly data: MailErrorData,
    message: string,
    readonly serverText?: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }

  get code(): MailErrorCode {
    return this.data.code;
  }
}
