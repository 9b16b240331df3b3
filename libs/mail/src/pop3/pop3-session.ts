import { pause } from '@postbode/kernel';
import { MailError } from '../mail-error.js';
import type { FetchedMessage, RemoteIdentity, SourceCursor, SourceListing, SourceSession } from '../mail-source.js';
import type { Pop3Client } from './pop3-client.js';
import { cursorOf, keyOf, parseSizes, parseUidl, type DropEntry, type Pop3Identity } from './pop3-drop.js';
import { messageTooLarge, protocolError, uidlUnsupported } from './pop3-errors.js';
import { saysGone } from './pop3-refusal.js';
import type { Retrieve } from './pop3-retrieval.js';

/** UIDLs have no epoch: a server that renumbers shows new UIDLs. */
const pop3Epoch = 'pop3';

type Wanted = Retrieve & { readonly remote: Pop3Identity };

/**
 * A POP3 session. The server shows the drop as it was at the login and keeps everybody else out until QUIT (RFC 1939 §4),
 * so the lists are read once, and the session should be closed as soon as its messages are fetched: never idle in it.
 * Deletes nothing.
 */
export class Pop3Session implements SourceSession {
  private drop: Promise<readonly DropEntry[]> | undefined;
  private sizes: Promise<ReadonlyMap<number, number>> | undefined;
  /** Built once: a mailbox of 100,000 messages is fetched in hundreds of batches. */
  private numbers: ReadonlyMap<string, number> | undefined;

  constructor(private readonly client: Pop3Client) {}

  async unchangedSince(cursor: SourceCursor): Promise<boolean> {
    const now = cursorOf(await this.readDrop());
    return now['count'] === cursor['count'] && now['digest'] === cursor['digest'];
  }

  async list(): Promise<SourceListing> {
    const drop = await this.readDrop();
    const sizes = await this.readSizes();
    const present = drop.map(({ number, remote }) => {
      const size = sizes.get(number);
      return size === undefined ? { remote } : { remote, size };
    });
    return { epoch: pop3Epoch, present, cursor: cursorOf(drop) };
  }

  async *fetch(remotes: readonly RemoteIdentity[]): AsyncGenerator<FetchedMessage> {
    if (remotes.length === 0) return;
    const wanted = await this.locate(remotes);
    let next = 0;
    try {
      for await (const answer of this.client.retrieve(this.upToOversized(wanted))) {
        const { remote } = wanted[next] as Wanted;
        if ('raw' in answer) yield { remote, raw: answer.raw };
        else if (!saysGone(answer.refused)) this.client.accept(answer.refused, 'message');
        next++;
      }
    } catch (error) {
      throw namingMessage(error, wanted[next]?.remote);
    }
    const oversized = wanted[next];
    if (oversized !== undefined) throw messageTooLarge(this.client.limits.maxMessageBytes, oversized.remote);
  }

  /** Just waits; the caller had better close this session and open another one later. */
  async waitForNews(timeoutMs: number, signal: AbortSignal): Promise<'timeout' | 'aborted'> {
    await pause(timeoutMs, signal);
    return signal.aborted ? 'aborted' : 'timeout';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
  }

  /** A message that says itself that it is too large is not even asked for, and the session goes on. */
  private upToOversized(wanted: readonly Wanted[]): readonly Wanted[] {
    const first = wanted.findIndex(({ size }) => size !== undefined && size > this.client.limits.maxMessageBytes);
    return first === -1 ? wanted : wanted.slice(0, first);
  }

  private async locate(remotes: readonly RemoteIdentity[]): Promise<readonly Wanted[]> {
    this.numbers ??= new Map((await this.readDrop()).map(({ number, remote }) => [keyOf(remote), number]));
    const { numbers } = this;
    const sizes = await this.readSizes();
    return remotes.flatMap((remote) => {
      const number = remote.protocol === 'pop3' ? numbers.get(keyOf(remote)) : undefined;
      return remote.protocol !== 'pop3' || number === undefined ? [] : [{ number, remote, size: sizes.get(number) }];
    });
  }

  private readDrop(): Promise<readonly DropEntry[]> {
    this.drop ??= this.askDrop();
    return this.drop;
  }

  private readSizes(): Promise<ReadonlyMap<number, number>> {
    this.sizes ??= this.askSizes();
    return this.sizes;
  }

  private async askDrop(): Promise<readonly DropEntry[]> {
    // Some servers refuse UIDL for an empty drop.
    if ((await this.client.stat()).count === 0) return [];
    const answer = await this.client.list('UIDL');
    if (typeof answer !== 'string') {
      if (answer.code === '') throw uidlUnsupported();
      this.client.accept(answer, 'mailbox');
      return [];
    }
    const drop = parseUidl(answer);
    if (drop === undefined) throw protocolError('The POP3 server answered UIDL with something else.');
    return drop;
  }

  private async askSizes(): Promise<ReadonlyMap<number, number>> {
    if ((await this.readDrop()).length === 0) return new Map();
    const answer = await this.client.list('LIST');
    return (typeof answer === 'string' ? parseSizes(answer) : undefined) ?? new Map<number, number>();
  }
}

/** Names the message in an error about one message that does not say which. */
const namingMessage = (error: unknown, remote: RemoteIdentity | undefined): unknown => {
  if (!(error instanceof MailError) || error.data.scope !== 'message' || remote === undefined) return error;
  return new MailError({ ...error.data, remote }, error.message, error.serverText);
};
