import { MailError, type MailErrorData } from '../mail-error.js';
import type { RemoteIdentity } from '../mail-source.js';
import type { Pop3Reply } from './pop3-reply.js';
import { serverText } from '../server-text.js';

/** What we were doing when the server said -ERR: it decides what a refusal without a known code means. */
export type Pop3Stage = 'greeting' | 'login' | 'mailbox' | 'message';

export interface RefusalContext {
  readonly stage: Pop3Stage;
  /** Never shown, in no encoding. */
  readonly secrets: readonly string[];
  /** Taken out of the text before it is understood: `busy@example.org` does not make the mailbox busy. */
  readonly username?: string;
  readonly loginDelayMs?: number | undefined;
  readonly remote?: RemoteIdentity;
}

type Verdict = readonly [data: MailErrorData, message: string];

const inUse: Verdict = [
  { code: 'mail.mailbox-in-use', retry: 'later', scope: 'mailbox' },
  'Another program has this mailbox open; POP3 allows one at a time.',
];
const throttled: Verdict = [
  { code: 'mail.throttled', retry: 'later', scope: 'mailbox' },
  'The POP3 server asks for fewer logins or less traffic.',
];
const unavailable: Verdict = [
  { code: 'mail.server-unavailable', retry: 'later', scope: 'server' },
  'The POP3 server is temporarily unable to serve.',
];
const wrongLogin: Verdict = [
  { code: 'mail.authentication-failed', retry: 'never', scope: 'mailbox' },
  'The POP3 server does not accept this user name and password.',
];
const disabled: Verdict = [
  { code: 'mail.login-disabled', retry: 'never', scope: 'mailbox' },
  'The POP3 server does not let this account in by POP3.',
];
const tooMany: Verdict = [
  { code: 'mail.too-many-connections', retry: 'later', scope: 'mailbox' },
  'There are too many connections to the POP3 server.',
];
const broken: Verdict = [
  { code: 'mail.server-unavailable', retry: 'never', scope: 'mailbox' },
  'The POP3 server has a permanent fault with this mailbox; its operator must look at it.',
];
const wantsTls: Verdict = [
  { code: 'mail.cleartext-forbidden', retry: 'never', scope: 'profile' },
  'The POP3 server wants TLS before a login.',
];

/**
 * `[CODE] text` → what it means, the first match wins. Codes: RFC 2449 §8.1.1, RFC 3206 §4. Only what is surely about the
 * password may say so: three wrong guesses lock real users out (pitfall 46).
 */
const loginRules: readonly (readonly [RegExp, Verdict])[] = [
  [/too many (failed|failures|invalid|bad|auth|login|attempt)/i, throttled],
  [/too many|maximum number of|connection limit|max\w* connections/i, tooMany],
  [/^\[IN-USE\]/i, inUse],
  [/^\[LOGIN-DELAY\]/i, throttled],
  [/^\[SYS\/TEMP[\]/]/i, unavailable],
  [/not enabled|disabled|suspended|account.*\block|\block\w* account/i, disabled],
  [/^\[SYS\/PERM[\]/]/i, broken],
  [/^\[AUTH\]/i, wrongLogin],
  [/in use|\block|busy|already open|another session/i, inUse],
  [/\brate\b|quota|exceeded|throttl|delay/i, throttled],
  [/try again|tempor|unavailable|later\b|internal|maintenance/i, unavailable],
  [/\b(tls|ssl|stls|starttls|encrypt\w*|secure connection)\b/i, wantsTls],
];

const otherRules = loginRules.filter(([, verdict]) => ![disabled, wrongLogin, wantsTls].includes(verdict));

const otherwise: Record<Pop3Stage, Verdict> = {
  greeting: unavailable,
  login: wrongLogin,
  mailbox: [{ code: 'mail.protocol-error', retry: 'later', scope: 'mailbox' }, 'The POP3 server refused a command.'],
  message: [{ code: 'mail.message-unreadable', retry: 'later', scope: 'message' }, 'The POP3 server does not hand out this message.'],
};

const withoutName = (text: string, username: string | undefined): string =>
  username === undefined || username === '' ? text : text.replaceAll(username, '');

/** What an `-ERR` means, as an error. */
export const refusal = (reply: Pop3Reply, context: RefusalContext): MailError => {
  const full = `${reply.code === '' ? '' : `[${reply.code}] `}${reply.text}`;
  const rules = context.stage === 'login' ? loginRules : otherRules;
  const [data, message] = rules.find(([pattern]) => pattern.test(withoutName(full, context.username)))?.[1] ?? otherwise[context.stage];
  const waits = data.code === 'mail.throttled' && context.loginDelayMs !== undefined;
  return new MailError(
    {
      ...data,
      ...(waits && { retryAfterMs: context.loginDelayMs }),
      ...(data.scope === 'message' && context.remote !== undefined && { remote: context.remote }),
    },
    message,
    serverText(full, context.secrets),
  );
};

/** True when a refused RETR says that the message does not exist any more, rather than that it cannot be read. */
export const saysGone = (reply: Pop3Reply): boolean =>
  reply.code === '' && /no such|not found|not exist|n't exist|expunged|deleted|unknown message|invalid message/i.test(reply.text);
