/** Bytes in one go or bit by bit, maybe without end; `[]`: no answer at all. */
export type ScriptedAnswer = string | Buffer | Iterable<string>;

/** How a scripted server departs from an honest one. All absent: it does not. May be changed while it runs. */
export interface Pop3Script {
  /**
   * The answer to a command line (`GREETING` for the greeting, `RESPONSE` for what follows an AUTH challenge) instead of
   * the honest one, with its line ends. Undefined: be honest.
   */
  readonly answer?: (line: string) => ScriptedAnswer | undefined;
  /** Sends so many bytes at a time, each in a packet of its own where the system plays along. */
  readonly segmentBytes?: number;
  /** Waits between two segments. Milliseconds. */
  readonly segmentPauseMs?: number;
  /** Cuts the connection after so many bytes of an answer to RETR. */
  readonly cutRetrAfterBytes?: number;
  /** Ends its own lines with a bare line feed. */
  readonly lineEnd?: '\n';
  /** CAPA lines left out, by their beginning. */
  readonly hides?: readonly string[];
}
