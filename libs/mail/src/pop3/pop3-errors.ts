import { MailError } from '../mail-error.js';
import type { RemoteIdentity } from '../mail-source.js';

/** Only a socket's error code is kept: its other properties are of no use, and its text may hold addresses. */
const socketCode = (error: Error | undefined): string => {
  const code: unknown = error === undefined ? undefined : Reflect.get(error, 'code');
  return typeof code === 'string' && /^[A-Z_0-9]{1,40}$/.test(code) ? ` (${code})` : '';
};

export const connectionLost = (error?: Error): MailError =>
  new MailError(
    { code: 'mail.connection-lost', retry: 'now', scope: 'server' },
    `The connection to the POP3 server was lost${socketCode(error)}.`,
  );

/** What is left to say to whoever uses a session after its end. */
export const sessionClosed = (): MailError =>
  new MailError({ code: 'mail.connection-lost', retry: 'now', scope: 'server' }, 'This POP3 session was closed.');

export const timedOut = (awaiting: string): MailError =>
  new MailError({ code: 'mail.timeout', retry: 'later', scope: 'server' }, `The POP3 server took too long (waiting for ${awaiting}).`);

export const lineTooLong = (): MailError => protocolError('The POP3 server sent a line that is too long.');

export const protocolError = (message: string): MailError =>
  new MailError({ code: 'mail.protocol-error', retry: 'later', scope: 'server' }, message);

/** No banner in it: the text of whatever listens there is nobody's business (pitfalls §2.9). */
export const notPop3 = (): MailError =>
  new MailError(
    { code: 'mail.protocol-error', retry: 'never', scope: 'profile' },
    'What answers at this address and port is not a POP3 server.',
  );

export const cleartextForbidden = (): MailError =>
  new MailError(
    { code: 'mail.cleartext-forbidden', retry: 'never', scope: 'profile' },
    'The profile uses no TLS; this deployment does not send passwords over an open connection.',
  );

export const starttlsUnavailable = (): MailError =>
  new MailError(
    { code: 'mail.starttls-unavailable', retry: 'never', scope: 'profile' },
    'The POP3 server does not offer STLS (STARTTLS) on this port.',
  );

export const plaintextInjected = (): MailError =>
  new MailError(
    { code: 'mail.tls-failed', retry: 'never', scope: 'profile' },
    'Plaintext followed the answer to STLS: somebody may be tampering with the connection.',
  );

export const tlsFailed = (): MailError =>
  new MailError({ code: 'mail.tls-failed', retry: 'later', scope: 'profile' }, 'TLS could not be started after STLS.');

export const noPasswordLogin = (): MailError =>
  new MailError(
    { code: 'mail.login-disabled', retry: 'never', scope: 'profile' },
    'The POP3 server offers no login with user name and password.',
  );

export const unusableLogin = (): MailError =>
  new MailError(
    { code: 'mail.authentication-failed', retry: 'never', scope: 'mailbox' },
    'User name or password holds a line break or NUL (or is empty), which POP3 cannot carry.',
  );

export const uidlUnsupported = (): MailError =>
  new MailError(
    { code: 'mail.unsupported', retry: 'never', scope: 'mailbox' },
    'The POP3 server does not support UIDL: without it messages cannot be told apart from one session to the next.',
  );

export const messageTooLarge = (limit: number, remote?: RemoteIdentity): MailError =>
  new MailError(
    { code: 'mail.message-too-large', retry: 'never', scope: 'message', ...(remote && { remote }) },
    `The message is larger than ${limit} bytes.`,
  );

export const listingTooLarge = (): MailError =>
  new MailError(
    { code: 'mail.protocol-error', retry: 'later', scope: 'mailbox' },
    'The POP3 server sent a list of messages that does not end.',
  );
