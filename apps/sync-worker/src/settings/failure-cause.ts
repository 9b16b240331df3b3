import type { FailureCause } from '@postbode/domain';
import { MailError, type MailErrorCode } from '@postbode/mail';

/** The one thing to do about each failure, in words for an administrator. */
export const failureRemedies: Readonly<Record<MailErrorCode, string>> = {
  'mail.authentication-failed': 'Check the user name and set the password again, then test and enable.',
  'mail.login-disabled': 'The server takes no logins this way: turn TLS on, or ask its administrator to allow logins.',
  'mail.too-many-connections': 'Lower the maximum of concurrent connections of the profile, or close other mail programs.',
  'mail.mailbox-in-use': 'Another program has the mailbox open; nothing to do, it is tried again.',
  'mail.throttled': 'The server asked to wait; nothing to do, it is tried again.',
  'mail.host-not-found': 'Check the server location of the profile: the name does not resolve.',
  'mail.address-forbidden': 'The server lies in a private network: allow its address in the configuration of the workers.',
  'mail.port-forbidden': 'Use a usual port of the protocol, or allow this one in the configuration of the workers.',
  'mail.connection-refused': 'Check server location and port of the profile, and that the server is running.',
  'mail.connection-lost': 'Nothing to do, it is tried again; look at the server when it goes on.',
  'mail.timeout': 'Check server location and port, and that no firewall is in between.',
  'mail.tls-failed': 'Check the certificate of the server and that the port speaks the kind of TLS that was chosen.',
  'mail.starttls-unavailable': 'The server offers no STARTTLS on this port: use its port for implicit TLS.',
  'mail.cleartext-forbidden': 'Turn TLS on in the profile.',
  'mail.protocol-error': 'Check that the port belongs to this protocol; the server answered something else.',
  'mail.server-unavailable': 'The server is not available; nothing to do, it is tried again.',
  'mail.folder-missing': 'The mailbox has no inbox on the server: ask its administrator.',
  'mail.message-too-large': 'Raise the limit of message sizes, or remove the message from the server.',
  'mail.message-unreadable': 'Look at the quarantined message; its bytes are kept.',
  'mail.unsupported': 'Choose another way of authentication or another kind of profile.',
};

/** Failures that a sync waits out by itself. A test does not: it is tried again only when somebody asks. */
const waitedOut: ReadonlySet<MailErrorCode> = new Set([
  'mail.mailbox-in-use',
  'mail.throttled',
  'mail.connection-lost',
  'mail.server-unavailable',
]);

const testAgain = 'It may pass: test and enable again in a few minutes.';

const isOurs = (error: unknown): error is MailError => error instanceof MailError;

/** For the event, the alert and the administrator: our words only, never the server's. */
export const failureCauseOf = (error: unknown): FailureCause =>
  isOurs(error)
    ? { code: error.code, message: error.message.slice(0, 500), remedy: failureRemedies[error.code], scope: error.data.scope }
    : {
        code: 'worker.unexpected',
        message: 'The worker failed in an unexpected way.',
        remedy: 'Look at the log of the worker; it is tried again.',
        scope: 'mailbox',
      };

/** The same, of a test: what would pass by itself needs another test. */
export const testFailureCauseOf = (error: unknown): FailureCause =>
  isOurs(error) && !waitedOut.has(error.code) ? failureCauseOf(error) : { ...failureCauseOf(error), remedy: testAgain };

/** True when trying again changes nothing until somebody acts. */
export const isPermanent = (error: unknown): boolean => isOurs(error) && error.data.retry === 'never';
