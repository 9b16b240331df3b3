/** How long and how much a server may make us wait and hold. Milliseconds and bytes. */
export interface Pop3Limits {
  readonly greetingTimeoutMs: number;
  /** For the whole answer to a command, except those below. */
  readonly commandTimeoutMs: number;
  /** For a whole UIDL or LIST: some servers open every message for it. */
  readonly listingTimeoutMs: number;
  /** Between two chunks of any answer. */
  readonly inactivityTimeoutMs: number;
  readonly quitTimeoutMs: number;
  /** A message may take `commandTimeoutMs` and its size at this rate: inactivity alone lets 1 byte/s go on for ever. */
  readonly slowestBytesPerSecond: number;
  /** Of status lines: RFC 2449 says 512. Lines of messages have no limit of their own. */
  readonly maxLineBytes: number;
  readonly maxListingBytes: number;
  readonly maxMessageBytes: number;
  /** RETR sent ahead, where the server offers PIPELINING. */
  readonly pipelineCommands: number;
  /** Claimed size of the messages asked for ahead. */
  readonly pipelineBytes: number;
}

export const defaultPop3Limits: Pop3Limits = {
  greetingTimeoutMs: 30_000,
  commandTimeoutMs: 60_000,
  listingTimeoutMs: 300_000,
  inactivityTimeoutMs: 60_000,
  quitTimeoutMs: 5_000,
  slowestBytesPerSecond: 2_048,
  maxLineBytes: 8_192,
  maxListingBytes: 64 * 2 ** 20,
  maxMessageBytes: 64 * 2 ** 20,
  pipelineCommands: 20,
  pipelineBytes: 256 * 2 ** 10,
};

/** @param size claimed by the server, which may lie (pitfall 44); undefined: assume the largest allowed */
export const retrievalDeadlineMs = (limits: Pop3Limits, size: number | undefined): number => {
  const bytes = Math.min(size ?? limits.maxMessageBytes, limits.maxMessageBytes);
  return limits.commandTimeoutMs + Math.ceil((bytes / limits.slowestBytesPerSecond) * 1_000);
};
