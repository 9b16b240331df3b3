import { errorCodeOf } from '../dialer/dial.errors.js';
import { MailError, type MailErrorData } from '../mail-error.js';
import type { RemoteIdentity } from '../mail-source.js';
import { serverText } from '../server-text.js';

/** What we were doing: it decides what a refusal without a known response code means. */
export type ImapStage = 'login' | 'mailbox' | 'message';

export interface ImapFailureContext {
  readonly stage: ImapStage;
  /** Never shown, in no encoding. */
  readonly secrets: readonly string[];
  /** Taken out of the text before it is understood: `busy@example.org` does not make the mailbox busy. */
  readonly username: string;
  readonly remote?: RemoteIdentity | undefined;
}

type Verdict = readonly [data: MailErrorData, message: string];

const verdict = (code: MailErrorData['code'], retry: MailErrorData['retry'], scope: MailErrorData['scope'], message: string): Verdict => [
  { code, retry, scope },
  message,
];

const wrongLogin = verdict(
  'mail.authentication-failed',
  'never',
  'mailbox',
  'The IMAP server does not accept this user name and password.',
);
const disabled = verdict('mail.login-disabled', 'never', 'mailbox', 'The IMAP server does not let this account in by IMAP.');
const wantsTls = verdict('mail.cleartext-forbidden', 'never', 'profile', 'The IMAP server wants TLS before a login.');
const unavailable = verdict('mail.server-unavailable', 'later', 'server', 'The IMAP server is temporarily unable to serve.');
const tooMany = verdict('mail.too-many-connections', 'later', 'mailbox', 'There are too many connections to the IMAP server.');
const inUse = verdict('mail.mailbox-in-use', 'later', 'mailbox', 'Another program has this mailbox locked.');
const throttled = verdict('mail.throttled', 'later', 'mailbox', 'The IMAP server asks for fewer requests or less traffic.');
const missing = verdict('mail.folder-missing', 'never', 'mailbox', 'The IMAP server has no such folder.');
const tooLarge = verdict('mail.message-too-large', 'never', 'message', 'The message is larger than allowed.');
const lost = verdict('mail.connection-lost', 'now', 'server', 'The connection to the IMAP server was lost.');
const tooSlow = verdict('mail.timeout', 'later', 'server', 'The IMAP server took too long.');
const protocol = verdict('mail.protocol-error', 'later', 'server', 'The IMAP server sent something that is not IMAP, or too much of it.');

/** RFC 3501, RFC 5530, RFC 9051 and what large providers add. Only what is surely about the password may say so (pitfall 46). */
const byCode: Readonly<Record<string, Verdict>> = {
  AUTHENTICATIONFAILED: wrongLogin,
  AUTHORIZATIONFAILED: wrongLogin,
  EXPIRED: wrongLogin,
  WEBALERT: disabled,
  CONTACTADMIN: disabled,
  PRIVACYREQUIRED: wantsTls,
  UNAVAILABLE: unavailable,
  SERVERBUG: unavailable,
  CORRUPTION: unavailable,
  LIMIT: tooMany,
  INUSE: inUse,
  THROTTLED: throttled,
  OVERQUOTA: throttled,
  NONEXISTENT: missing,
};

const byText: readonly (readonly [RegExp, Verdict])[] = [
  [/too many (failed|failures|invalid|bad|auth|login|attempt)/i, throttled],
  [/too many|maximum number of|connection limit|max\w* connections/i, tooMany],
  [/throttl|bandwidth|rate limit|limits? exceeded|exceeded .*limit|back.?off/i, throttled],
  [/tempor|try again|unavailable|maintenance|shutting down|internal error/i, unavailable],
  [/in use|\block(ed)?\b|busy/i, inUse],
];

const byStage: Record<ImapStage, Verdict> = {
  login: wrongLogin,
  mailbox: verdict('mail.protocol-error', 'later', 'mailbox', 'The IMAP server refused a command.'),
  message: verdict('mail.message-unreadable', 'later', 'message', 'The IMAP server does not hand out this message.'),
};

const byLibraryCode: Readonly<Record<string, Verdict>> = {
  LiteralTooLarge: tooLarge,
  NoConnection: lost,
  EConnectionClosed: lost,
  StateLogout: lost,
  ECONNRESET: lost,
  EPIPE: lost,
  ETIMEDOUT: lost,
  ETHROTTLE: throttled,
  NoMailboxSelected: lost,
};

/** imapflow hangs what it knows on its errors; the rest of such an error may hold the command's text, so it stays behind. */
interface Failure {
  readonly status: unknown;
  readonly responseCode: string;
  readonly text: string;
  readonly libraryCode: string;
  readonly message: string;
  readonly mailboxMissing: boolean;
}

const property = (error: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), error);

const stringOf = (...candidates: unknown[]): string => candidates.find((value): value is string => typeof value === 'string') ?? '';

const read = (error: unknown): Failure => ({
  status: property(error, 'responseStatus'),
  responseCode: stringOf(
    property(error, 'serverResponseCode'),
    property(error, 'response', 'attributes', 0, 'section', 0, 'value'),
  ).toUpperCase(),
  text: stringOf(property(error, 'responseText'), property(error, 'reason'), property(error, 'response')),
  libraryCode: errorCodeOf(error) ?? '',
  message: error instanceof Error ? error.message : '',
  mailboxMissing: property(error, 'mailboxMissing') === true,
});

const judgeText = (text: string, username: string): Verdict | undefined =>
  byText.find(([pattern]) => pattern.test(username === '' ? text : text.replaceAll(username, '')))?.[1];

const judge = (failure: Failure, { stage, username }: ImapFailureContext): Verdict => {
  const refused = failure.status === 'NO' || failure.status === 'BAD';
  if (refused && failure.libraryCode !== 'ETHROTTLE') {
    if (failure.mailboxMissing) return missing;
    const known = byCode[failure.responseCode] ?? judgeText(failure.text, username);
    return known ?? (failure.status === 'BAD' && stage !== 'message' ? protocol : byStage[stage]);
  }
  if (/login is disabled|no matching auth|unsupported auth/i.test(failure.message)) return disabled;
  if (/timeout/i.test(failure.libraryCode)) return tooSlow;
  const verdictOfLibrary = byLibraryCode[failure.libraryCode] ?? protocol;
  return verdictOfLibrary === lost ? (judgeText(failure.text, username) ?? lost) : verdictOfLibrary;
};

/** What an error of imapflow means, as data and without the original in it. A `MailError` stays what it is. */
export const imapError = (error: unknown, context: ImapFailureContext): MailError => {
  if (error instanceof MailError) return error;
  const failure = read(error);
  const [data, message] = judge(failure, context);
  const wait = property(error, 'throttleReset');
  const retryAfterMs = data.code === 'mail.throttled' && typeof wait === 'number' && wait > 0 ? { retryAfterMs: wait } : {};
  return new MailError({ ...data, ...retryAfterMs, ...scopeOf(data, context) }, message, serverText(failure.text, context.secrets));
};

/** A fault "of one message" of which we do not know which one is the mailbox's. */
const scopeOf = (data: MailErrorData, { remote }: ImapFailureContext): Partial<MailErrorData> => {
  if (data.scope !== 'message') return {};
  return remote === undefined ? { scope: 'mailbox', retry: 'later' } : { remote };
};

/** The size a refused literal was announced with. */
export const refusedLiteralSize = (error: unknown): number | undefined => {
  const size = errorCodeOf(error) === 'LiteralTooLarge' ? property(error, 'literalSize') : undefined;
  return typeof size === 'number' ? size : undefined;
};

const fixed = (...[code, retry, scope, message]: Parameters<typeof verdict>): MailError => new MailError({ code, retry, scope }, message);

export const cleartextForbidden = (): MailError =>
  fixed(
    'mail.cleartext-forbidden',
    'never',
    'profile',
    'The profile uses no TLS; this deployment does not send passwords over an open connection.',
  );

export const starttlsUnavailable = (): MailError =>
  fixed('mail.starttls-unavailable', 'never', 'profile', 'The IMAP server does not offer STARTTLS on this port.');

export const plaintextInjected = (): MailError =>
  fixed('mail.tls-failed', 'never', 'profile', 'Plaintext followed the answer to STARTTLS: somebody may be tampering with the connection.');

export const notImap = (): MailError =>
  fixed('mail.protocol-error', 'never', 'profile', 'What answers at this address and port is not an IMAP server.');

export const preauthRefused = (): MailError =>
  fixed('mail.protocol-error', 'never', 'profile', 'The IMAP server claims that we are logged in before we said who we are.');

export const timedOut = (awaiting: string): MailError =>
  fixed('mail.timeout', 'later', 'server', `The IMAP server took too long (waiting for ${awaiting}).`);

export const sessionClosed = (): MailError => fixed('mail.connection-lost', 'now', 'server', 'This IMAP session was closed.');

export const tooMuchUnasked = (): MailError =>
  fixed('mail.protocol-error', 'later', 'server', 'The IMAP server sends what nobody asked for, without end.');

export const listRefused = (): MailError =>
  fixed('mail.protocol-error', 'later', 'mailbox', 'The IMAP server does not say which messages there are.');

export const identitiesUnsupported = (): MailError =>
  fixed(
    'mail.unsupported',
    'never',
    'mailbox',
    'The IMAP server has no lasting UIDs: messages cannot be told apart from one session to the next.',
  );

export const greetingRefused = (text: string, secrets: readonly string[]): MailError => {
  const [data, message] = judgeText(text, '') ?? unavailable;
  return new MailError(data, message, serverText(text, secrets));
};
