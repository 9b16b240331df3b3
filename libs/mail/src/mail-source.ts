/** Where one message lies on its server, for ever comparable: the same place gives the same key. */
export type RemoteIdentity =
  | { readonly protocol: 'imap'; readonly folder: string; readonly uidValidity: string; readonly uid: number }
  | {
      readonly protocol: 'pop3';
      readonly uidl: string;
      /** 0 unless the server shows one UIDL more than once in a drop (RFC 1939 forbids it, servers do it). */
      readonly occurrence: number;
    };

/** How far a mailbox was read. Opaque to everybody but the connector that made it. JSON, at most 4 KB. */
export type SourceCursor = Readonly<Record<string, string | number | boolean>>;

/** What a look at the mailbox found, before anything is downloaded. */
export interface SourceListing {
  /** Changes when the server renumbered everything: identities of another epoch no longer mean anything. */
  readonly epoch: string;
  /**
   * Messages on the server now, in the order to fetch them. `size` in bytes as the server claims it (it may lie, pitfall 44).
   */
  readonly present: readonly { readonly remote: RemoteIdentity; readonly size?: number }[];
  /** Cursor that says "everything in `present` is accounted for". */
  readonly cursor: SourceCursor;
}

export interface FetchedMessage {
  readonly remote: RemoteIdentity;
  /** The message's exact bytes (POP3: un-stuffed). */
  readonly raw: Buffer;
  /** When the server received it (IMAP INTERNALDATE); absent on POP3. */
  readonly receivedAt?: Date;
}

export interface SourceSession extends AsyncDisposable {
  /**
   * True when nothing can have changed since `cursor` (same epoch, next identity, count and modification sequence):
   * one cheap round trip, no listing.
   */
  unchangedSince(cursor: SourceCursor): Promise<boolean>;

  /** Everything on the server. 100,000 messages cost a few MB, not their bodies. */
  list(): Promise<SourceListing>;

  /**
   * Streams messages in the order asked for. Never reads ahead more than a few messages of the consumer. An identity that
   * is gone meanwhile is left out silently: "asked 500, got 498" (pitfall 32).
   * @throws MailError; with scope `message` (and its `remote`) when one message cannot be fetched (too large, broken
   * literal). The session may be closed by then: go on with the remaining ones, in a new session if need be.
   */
  fetch(remotes: readonly RemoteIdentity[]): AsyncIterable<FetchedMessage>;

  /**
   * Resolves when the server hints at news, or after `timeoutMs`, or when the signal aborts. POP3 and servers without
   * IDLE just wait. A hint, never data.
   */
  waitForNews(timeoutMs: number, signal: AbortSignal): Promise<'news' | 'timeout' | 'aborted'>;

  /** Ends politely (LOGOUT, QUIT); never throws. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
}

export interface MailLogin {
  readonly username: string;
  readonly password: Buffer;
}

export interface ConnectOptions {
  readonly server: ServerAddress;
  readonly login: MailLogin;
  /** Ends the session whatever it is doing: opening, listing and fetching reject at once. */
  readonly signal: AbortSignal;
}

/**
 * Reads incoming mail. One adapter a protocol; what differs between protocols is said by the adapter, not asked by `if`.
 * See `testing/mail-source.contract.ts`.
 */
export abstract class MailSource {
  /** True when the server tells us of new mail by itself (IMAP IDLE). */
  abstract readonly pushes: boolean;

  /** Connects, secures, logs in and opens the inbox. @throws MailError */
  abstract open(options: ConnectOptions): Promise<SourceSession>;
}
