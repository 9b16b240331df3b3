import { MailError, type MailErrorCode, type MailErrorData } from '../mail-error.js';

type DialErrorCode = Extract<
  MailErrorCode,
  | 'mail.host-not-found'
  | 'mail.address-forbidden'
  | 'mail.port-forbidden'
  | 'mail.connection-refused'
  | 'mail.connection-lost'
  | 'mail.timeout'
  | 'mail.tls-failed'
>;

const consequences: Record<DialErrorCode, Pick<MailErrorData, 'retry' | 'scope'> & { readonly text: string }> = {
  'mail.host-not-found': { retry: 'later', scope: 'profile', text: 'The name of the server cannot be resolved' },
  'mail.address-forbidden': { retry: 'never', scope: 'profile', text: 'The server lies at an address that is not allowed here' },
  'mail.port-forbidden': { retry: 'never', scope: 'profile', text: 'This port is not allowed for this protocol' },
  'mail.connection-refused': { retry: 'later', scope: 'server', text: 'The server cannot be reached' },
  'mail.connection-lost': { retry: 'now', scope: 'server', text: 'The connection to the server was lost' },
  'mail.timeout': { retry: 'later', scope: 'server', text: 'The server did not answer in time' },
  'mail.tls-failed': { retry: 'later', scope: 'server', text: 'No trusted TLS connection to the server could be made' },
};

/** Only our own text and the system's error code: never a banner, never an address the name resolved to (pitfalls §2.9). */
export const dialError = (code: DialErrorCode, cause?: unknown): MailError => {
  const { retry, scope, text } = consequences[code];
  const reason = errorCodeOf(cause);
  return new MailError({ code, retry, scope }, reason === undefined ? text : `${text} (${reason})`);
};

/** `ECONNREFUSED`, `CERT_HAS_EXPIRED`, …: an identifier of Node's, not a text of the other side's. */
export const errorCodeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && /^\w{2,60}$/.test(error.code)
    ? error.code
    : undefined;
