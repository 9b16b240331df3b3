import type { MailboxObject } from 'imapflow';
import { pause } from '@postbode/kernel';
import type { FetchedMessage, RemoteIdentity, SourceCursor, SourceListing, SourceSession } from '../mail-source.js';
import type { ImapConnection } from './imap-connection.js';
import { ImapFetch } from './imap-fetch.js';
import { identitiesUnsupported, listRefused, sessionClosed } from './imap.errors.js';
import type { LastInput } from './last-input.js';

const folder = 'INBOX';

/** Everything that moves when something in the mailbox does. Modification sequences are 63-bit, hence text (RFC 7162). */
const cursorOf = ({ uidValidity, uidNext, exists, highestModseq, noModseq }: MailboxObject): SourceCursor => ({
  uidValidity: uidValidity.toString(),
  uidNext,
  exists,
  ...(highestModseq !== undefined && noModseq !== true && { highestModSeq: highestModseq.toString() }),
});

const sameCursor = (a: SourceCursor, b: SourceCursor): boolean =>
  ['uidValidity', 'uidNext', 'exists', 'highestModSeq'].every((key) => a[key] === b[key]);

/** What the server's types promise and its answers may lack (pitfall 30). */
const hasIdentities = ({ uidValidity, uidNext, exists }: Partial<MailboxObject>): boolean =>
  uidValidity !== undefined && uidValidity > 0n && uidNext !== undefined && exists !== undefined;

/** A session on the inbox of one IMAP mailbox. One operation at a time. */
export class ImapSession implements SourceSession {
  private readonly fetching: ImapFetch;
  private uidValidity = '';
  /** The server spoke of more messages than at our last look. */
  private newsPending = false;
  private onNews: (() => void) | undefined;

  private constructor(
    private readonly connection: ImapConnection,
    input: LastInput,
  ) {
    this.fetching = new ImapFetch(connection, input, (uid) => this.identityOf(uid));
    connection.client.on('exists', ({ count, prevCount }) => {
      if (count > prevCount) this.news();
    });
    connection.client.on('close', () => this.onNews?.());
  }

  static async open(connection: ImapConnection, input: LastInput): Promise<ImapSession> {
    const session = new ImapSession(connection, input);
    await session.look();
    return session;
  }

  async unchangedSince(cursor: SourceCursor): Promise<boolean> {
    return sameCursor(cursor, await this.look());
  }

  async list(): Promise<SourceListing> {
    // The cursor is older than the list: at worst it says "changed" once too often.
    const cursor = await this.look();
    const found = await this.command('the list of messages', () => this.connection.client.search({ all: true }, { uid: true }));
    const { mailbox } = this.connection.client;
    // A refused or empty answer must not pass for an empty mailbox.
    if (!Array.isArray(found) || (found.length === 0 && mailbox !== false && mailbox.exists > 0)) throw listRefused();
    return { epoch: `imap/${this.uidValidity}`, present: found.map((uid) => ({ remote: this.identityOf(uid) })), cursor };
  }

  fetch(remotes: readonly RemoteIdentity[]): AsyncIterable<FetchedMessage> {
    const ours = (remote: RemoteIdentity): remote is Extract<RemoteIdentity, { protocol: 'imap' }> =>
      remote.protocol === 'imap' && remote.folder === folder && remote.uidValidity === this.uidValidity;
    return this.fetching.messages(remotes.filter(ours).map(({ uid }) => uid));
  }

  /** IDLE where the server has it, else NOOP every two minutes. Either way each round ends with a NOOP: a half-open connection shows. */
  async waitForNews(timeoutMs: number, signal: AbortSignal): Promise<'news' | 'timeout' | 'aborted'> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      if (this.newsPending) return 'news';
      if (signal.aborted) return 'aborted';
      const left = end - performance.now();
      if (left <= 0) return 'timeout';
      await this.idle(Math.min(left, this.connection.limits.idleMs), signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Answers nobody waits for any more would have to be read before LOGOUT's.
    if (this.fetching.busy) this.connection.close(sessionClosed());
    await this.connection.logOut();
  }

  private async idle(ms: number, signal: AbortSignal): Promise<void> {
    const { client } = this.connection;
    const stop = new AbortController();
    this.onNews = () => stop.abort();
    const refused = client
      .idle()
      .catch(() => undefined)
      .then(() => pause(1_000, stop.signal)); // no spinning when it ends by itself
    await Promise.race([pause(ms, AbortSignal.any([signal, stop.signal])), refused]);
    this.onNews = undefined;
    stop.abort();
    await this.command('an answer', async () => {
      await client.noop();
      if (!client.usable) throw Object.assign(new Error('closed'), { code: 'NoConnection', reason: client.byeReason });
    });
    await refused;
  }

  private news(): void {
    this.newsPending = true;
    this.onNews?.();
  }

  private async look(): Promise<SourceCursor> {
    const mailbox = await this.command('the inbox', () => this.connection.client.mailboxOpen(folder, { readOnly: true }));
    if (!hasIdentities(mailbox)) throw identitiesUnsupported();
    this.newsPending = false;
    this.uidValidity = mailbox.uidValidity.toString();
    return cursorOf(mailbox);
  }

  private async command<T>(awaiting: string, work: () => Promise<T>): Promise<T> {
    const result = await this.connection.run('mailbox', awaiting, this.connection.limits.commandMs, work);
    this.fetching.busy = false; // answers come in order: those of an abandoned FETCH are through
    return result;
  }

  private identityOf(uid: number): RemoteIdentity {
    return { protocol: 'imap', folder, uidValidity: this.uidValidity, uid };
  }
}
