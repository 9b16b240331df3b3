import type { FetchMessageObject } from 'imapflow';
import type { FetchedMessage, RemoteIdentity } from '../mail-source.js';
import type { ImapConnection } from './imap-connection.js';
import { refusedLiteralSize, timedOut, tooMuchUnasked } from './imap.errors.js';
import type { LastInput } from './last-input.js';
import { ProgressWatch } from './progress-watch.js';
import { ascendingRun, uidSet } from './uid-set.js';

/** Answers about messages nobody asked for: flags that changed meanwhile are normal, a stream of them is not. */
const unaskedAllowed = 10_000;

/**
 * Streams messages by `UID FETCH`, a chunk at a time. imapflow parses one answer, waits until the consumer took it, and reads on
 * only then, so a slow consumer slows the server down.
 */
export class ImapFetch {
  /** True while answers of a FETCH are still on their way, also after the consumer went away. */
  busy = false;
  private averageBytes: number;

  constructor(
    private readonly connection: ImapConnection,
    private readonly input: LastInput,
    private readonly identityOf: (uid: number) => RemoteIdentity,
  ) {
    const { chunkBytes, chunkMessages } = connection.limits;
    this.averageBytes = chunkBytes / Math.min(chunkMessages, 100);
  }

  async *messages(uids: readonly number[]): AsyncGenerator<FetchedMessage> {
    for (let start = 0; start < uids.length;) {
      const chunk = ascendingRun(uids, start, this.chunkLength());
      start += chunk.length;
      yield* this.chunk(chunk);
    }
  }

  private chunkLength(): number {
    const { chunkBytes, chunkMessages } = this.connection.limits;
    return Math.max(1, Math.min(chunkMessages, Math.floor(chunkBytes / this.averageBytes)));
  }

  private async *chunk(uids: readonly number[]): AsyncGenerator<FetchedMessage> {
    const missing = new Set(uids);
    try {
      yield* this.asked(missing);
    } catch (error) {
      const left = uids.filter((uid) => missing.has(uid));
      const failure = this.failureOf(error, left);
      if (!this.isRefusalOfOneAmong(failure, left)) throw failure;
      // The server refuses the whole answer for the sake of one message: find out which.
      const half = Math.ceil(left.length / 2);
      yield* this.chunk(left.slice(0, half));
      yield* this.chunk(left.slice(half));
    }
  }

  /** Takes what it yields out of `missing`. What stays is gone from the server ("asked 500, got 498"). */
  private async *asked(missing: Set<number>): AsyncGenerator<FetchedMessage> {
    const { client } = this.connection;
    using watch = this.watch();
    let unasked = 0;
    this.busy = true;
    for await (const row of client.fetch(uidSet([...missing]), { uid: true, internalDate: true, source: true }, { uid: true })) {
      if (Buffer.isBuffer(row.source) && missing.delete(row.uid)) {
        watch.park();
        yield this.messageOf(row, row.source);
        watch.resume();
      } else if (++unasked > unaskedAllowed) {
        this.connection.close(tooMuchUnasked());
      }
    }
    this.busy = false;
  }

  private messageOf(row: FetchMessageObject, raw: Buffer): FetchedMessage {
    this.averageBytes += (raw.length + 1 - this.averageBytes) / 16;
    const receivedAt = row.internalDate instanceof Date ? { receivedAt: row.internalDate } : {};
    return { remote: this.identityOf(row.uid), raw, ...receivedAt };
  }

  private failureOf(error: unknown, left: readonly number[]): Error {
    const size = refusedLiteralSize(this.connection.rootCause(error));
    const culprit = left.length === 1 ? left[0] : size === undefined ? undefined : this.input.uidBeforeLiteral(size);
    this.busy = false;
    return this.connection.errorOf(error, 'message', culprit === undefined ? undefined : this.identityOf(culprit));
  }

  private isRefusalOfOneAmong(failure: Error, left: readonly number[]): boolean {
    return left.length > 1 && this.connection.client.usable && 'code' in failure && failure.code === 'mail.message-unreadable';
  }

  private watch(): ProgressWatch {
    const { client, limits } = this.connection;
    const maxUselessBytes = limits.maxMessageBytes + 2 * limits.maxLineBytes;
    return new ProgressWatch(
      () => client.stats().received,
      { ...limits, maxUselessBytes },
      (kind) => this.connection.close(kind === 'slow' ? timedOut('messages') : tooMuchUnasked()),
    );
  }
}
