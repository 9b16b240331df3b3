/** How long and how much a server may make us wait and hold. Milliseconds and bytes. imapflow's own defaults trust it too much (D9). */
export interface ImapLimits {
  /** Resolving, connecting and the TLS handshake. */
  readonly dialMs: number;
  /** The greeting, and STARTTLS when chosen. */
  readonly greetingMs: number;
  /** From the greeting to the open inbox. */
  readonly openMs: number;
  /** For the whole answer to a command other than FETCH and IDLE. */
  readonly commandMs: number;
  readonly logoutMs: number;
  /** While fetching, every period of `stallMs` must bring `stallBytes`: inactivity alone lets 1 byte/s go on for ever. */
  readonly stallMs: number;
  readonly stallBytes: number;
  /** IDLE is ended and begun again after this: NATs forget connections after 5-10 minutes, RFC 2177 allows 29. */
  readonly idleMs: number;
  readonly maxMessageBytes: number;
  /** A line without literals; the list of 1 million UIDs takes 11 MB. */
  readonly maxLineBytes: number;
  readonly maxResponseTokens: number;
  /** A FETCH asks for at most so many messages, and fewer when they are large: what a consumer who stops half-way leaves behind. */
  readonly chunkMessages: number;
  readonly chunkBytes: number;
}

export const defaultImapLimits: ImapLimits = {
  dialMs: 30_000,
  greetingMs: 30_000,
  openMs: 90_000,
  commandMs: 120_000,
  logoutMs: 5_000,
  stallMs: 60_000,
  stallBytes: 4_096,
  idleMs: 5 * 60_000,
  maxMessageBytes: 150 * 2 ** 20,
  maxLineBytes: 16 * 2 ** 20,
  maxResponseTokens: 100_000,
  chunkMessages: 500,
  chunkBytes: 32 * 2 ** 20,
};
