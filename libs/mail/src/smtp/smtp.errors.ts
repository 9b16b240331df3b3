import { errorCodeOf } from '../dialer/dial.errors.js';
import { MailError, type MailErrorData } from '../mail-error.js';
import { serverText } from '../server-text.js';

type Verdict = readonly [data: MailErrorData, message: string];

const verdict = (code: MailErrorData['code'], retry: MailErrorData['retry'], scope: MailErrorData['scope'], message: string): Verdict => [
  { code, retry, scope },
  message,
];

const wrongLogin = verdict(
  'mail.authentication-failed',
  'never',
  'mailbox',
  'The SMTP server does not accept this user name and password.',
);
const disabled = verdict('mail.login-disabled', 'never', 'profile', 'The SMTP server offers no login with user name and password.');
const wantsTls = verdict('mail.cleartext-forbidden', 'never', 'profile', 'The SMTP server wants TLS before a login.');
const unavailable = verdict('mail.server-unavailable', 'later', 'server', 'The SMTP server is temporarily unable to serve.');
const refusesUs = verdict('mail.server-unavailable', 'never', 'server', 'The SMTP server refuses to talk to us.');
const tooMany = verdict('mail.too-many-connections', 'later', 'server', 'There are too many connections to the SMTP server.');
const throttled = verdict('mail.throttled', 'later', 'mailbox', 'The SMTP server asks for fewer logins or less traffic.');
const lost = verdict('mail.connection-lost', 'now', 'server', 'The connection to the SMTP server was lost.');
const tooSlow = verdict('mail.timeout', 'later', 'server', 'The SMTP server took too long.');
const protocol = verdict('mail.protocol-error', 'later', 'server', 'The SMTP server sent something that is not SMTP, or too much of it.');

/** RFC 4954 §6, RFC 5321 §4.2.3: answers to AUTH. */
const loginCodes: Readonly<Record<number, Verdict>> = {
  432: unavailable, // password transition
  454: unavailable,
  500: disabled,
  502: disabled,
  503: disabled,
  504: disabled,
  523: wantsTls,
  530: wantsTls,
  534: wrongLogin, // the mechanism is too weak for this user: an application password is wanted
  535: wrongLogin,
  538: wantsTls,
};

const byText: readonly (readonly [RegExp, Verdict])[] = [
  [/too many (failed|failures|invalid|bad|auth|login|attempt)/i, throttled],
  [/too many|connection limit|max\w* connections/i, tooMany],
  [/throttl|rate limit|limits? exceeded/i, throttled],
];

const byLibraryCode: Readonly<Record<string, Verdict>> = {
  ETIMEDOUT: tooSlow,
  ECONNECTION: lost,
  ESOCKET: lost,
  ECONNRESET: lost,
  EPIPE: lost,
};

/** What an SMTP reply says that stopped us. */
export const smtpRefusal = (stage: 'session' | 'login', replyCode: number, text: string, secrets: readonly string[]): MailError => {
  const fallback = replyCode >= 500 ? (stage === 'login' ? wrongLogin : refusesUs) : replyCode >= 400 ? unavailable : protocol;
  const known = stage === 'login' ? loginCodes[replyCode] : undefined;
  const [data, message] = byText.find(([pattern]) => pattern.test(text))?.[1] ?? known ?? fallback;
  return new MailError(data, message, serverText(text, secrets));
};

/** An error of nodemailer's, as data and without the original in it, which may hold the command's text. */
export const smtpError = (error: unknown, secrets: readonly string[]): MailError => {
  if (error instanceof MailError) return error;
  const { responseCode, response } = (error ?? {}) as { readonly responseCode?: unknown; readonly response?: unknown };
  const libraryCode = errorCodeOf(error) ?? '';
  const text = typeof response === 'string' ? response : '';
  if (typeof responseCode === 'number' && responseCode > 0) {
    return smtpRefusal(libraryCode === 'EAUTH' ? 'login' : 'session', responseCode, text, secrets);
  }
  const [data, message] = libraryCode === 'EAUTH' ? disabled : (byLibraryCode[libraryCode] ?? protocol);
  return new MailError(data, message, serverText(text, secrets));
};

const fixed = (...[code, retry, scope, message]: Parameters<typeof verdict>): MailError => new MailError({ code, retry, scope }, message);

export const cleartextForbidden = (): MailError =>
  fixed('mail.cleartext-forbidden', 'never', 'profile', 'The profile uses no TLS; this deployment does not send over an open connection.');

export const starttlsUnavailable = (): MailError =>
  fixed('mail.starttls-unavailable', 'never', 'profile', 'The SMTP server does not offer STARTTLS on this port.');

export const plaintextInjected = (): MailError =>
  fixed('mail.tls-failed', 'never', 'profile', 'Plaintext followed the answer to STARTTLS: somebody may be tampering with the connection.');

export const notSmtp = (): MailError =>
  fixed('mail.protocol-error', 'never', 'profile', 'What answers at this address and port is not an SMTP server.');

export const timedOut = (): MailError => new MailError(...tooSlow);
