import type { Socket } from 'node:net';
import type { Dialer } from '../dialer/dialer.js';
import { bounded } from './bounded-bytes.js';
import { loginDelayMs, parseCapabilities, type Pop3Capabilities } from './pop3-capabilities.js';
import {
  listingTooLarge,
  messageTooLarge,
  notPop3,
  plaintextInjected,
  protocolError,
  sessionClosed,
  starttlsUnavailable,
} from './pop3-errors.js';
import { defaultPop3Limits, type Pop3Limits } from './pop3-limits.js';
import { refusal, type Pop3Stage } from './pop3-refusal.js';
import { parseReply, type Pop3Reply } from './pop3-reply.js';
import { retrieval, type Retrieved, type Retrieve } from './pop3-retrieval.js';
import { Pop3Wire } from './pop3-wire.js';
import { upgraded } from './pop3-upgrade.js';

/**
 * A POP3 connection (RFC 1939, 2449, 2595, 5034) over a socket it is given. One operation at a time. Every wait has a
 * deadline; after a failure other than a refusal the connection is closed, for the stream is out of step.
 * All methods throw `MailError`, or the reason of the signal once it aborted.
 */
export class Pop3Client implements AsyncDisposable {
  private readonly secrets: string[] = [];
  private username: string | undefined;
  private capable: Pop3Capabilities = new Map();
  private busy = false;
  private closing: Promise<void> | undefined;

  private constructor(
    private wire: Pop3Wire,
    readonly limits: Pop3Limits,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.onAbort, { once: true });
    if (signal.aborted) this.onAbort();
  }

  /** Waits for the greeting and reads the capabilities. Owns the socket, also when it throws. */
  static async greet(socket: Socket, signal: AbortSignal, limits: Pop3Limits = defaultPop3Limits): Promise<Pop3Client> {
    const client = new Pop3Client(new Pop3Wire(socket, limits), limits, signal);
    try {
      const greeting = await client.wire.within(limits.greetingTimeoutMs, 'its greeting', () => client.wire.line());
      const reply = parseReply(greeting);
      if (reply === undefined || reply.status === 'continue') throw notPop3();
      client.accept(reply, 'greeting');
      await client.readCapabilities();
      return client;
    } catch (error) {
      client.abandon(error);
      throw error;
    }
  }

  /** As last announced; empty when the server does not know CAPA. */
  get capabilities(): Pop3Capabilities {
    return this.capable;
  }

  /**
   * STLS, or an error: there is no falling back to an open connection. What the server announced before is forgotten
   * (RFC 2595 §4).
   */
  async secure(dialer: Dialer, host: string): Promise<void> {
    if (this.capable.size > 0 && !this.capable.has('STLS')) throw starttlsUnavailable();
    await this.exclusively(async () => {
      if ((await this.exchange('STLS')).status !== 'ok') throw starttlsUnavailable();
      const plain = this.wire.release();
      if (plain === undefined) throw this.wire.fail(plaintextInjected());
      this.wire = new Pop3Wire(await upgraded(dialer, plain, host, this.signal, this.limits.commandTimeoutMs), this.limits);
      if (this.signal.aborted) this.onAbort();
    });
    await this.readCapabilities();
  }

  /** From now on these never show up in an error. */
  guard(username: string, secrets: readonly string[]): void {
    this.username = username;
    this.secrets.push(...secrets);
  }

  /** One command with an answer of one line. Give no line break in it. @returns the text of the answer */
  async command(line: string, stage: Pop3Stage = 'mailbox'): Promise<string> {
    return this.exclusively(async () => this.accept(await this.exchange(line), stage).text);
  }

  /** Like `command`, for AUTH: the answer may ask for more, and a refusal is an answer too. */
  async converse(line: string | Buffer): Promise<Pop3Reply> {
    return this.exclusively(() => this.exchange(line));
  }

  /** Throws what the refusal means. @returns the reply when it is none */
  accept(reply: Pop3Reply, stage: Pop3Stage): Pop3Reply {
    if (reply.status === 'ok') return reply;
    if (reply.status === 'continue') throw this.wire.fail(protocolError('The POP3 server asked for more where nothing more is due.'));
    const context = { stage, secrets: this.secrets, loginDelayMs: loginDelayMs(this.capable) };
    throw refusal(reply, this.username === undefined ? context : { ...context, username: this.username });
  }

  /** A server that does not know CAPA has none. */
  async readCapabilities(): Promise<void> {
    const listing = await this.exclusively(() => this.listing('CAPA'));
    this.capable = typeof listing === 'string' ? parseCapabilities(listing) : new Map<string, readonly string[]>();
  }

  async stat(): Promise<{ count: number; octets: number }> {
    const [, count, octets] = /^(\d{1,10})\s+(\d{1,18})/.exec(await this.command('STAT')) ?? [];
    if (count === undefined) throw this.wire.fail(protocolError('The POP3 server answered STAT with something else.'));
    return { count: Number(count), octets: Number(octets) };
  }

  /** The lines of a UIDL or LIST, or the refusal as it came. */
  async list(command: 'UIDL' | 'LIST'): Promise<string | Pop3Reply> {
    return this.exclusively(() => this.listing(command));
  }

  /** Headers and the first `lines` lines of the body. */
  async top(message: number, lines: number): Promise<Buffer> {
    return this.exclusively(async () => {
      this.accept(await this.exchange(`TOP ${message} ${lines}`), 'message');
      const { maxMessageBytes, commandTimeoutMs } = this.limits;
      const { sink, whole } = bounded(maxMessageBytes, () => messageTooLarge(maxMessageBytes));
      await this.wire.within(commandTimeoutMs, 'headers', () => this.wire.multiline(sink));
      return whole();
    });
  }

  /**
   * Messages in the order asked for, sent ahead where the server allows it (RFC 2449 §6.6), never further than the limits
   * say. A refusal is yielded, not thrown. Stopping early costs what was sent ahead.
   */
  async *retrieve(messages: readonly Retrieve[]): AsyncGenerator<Retrieved> {
    const release = this.occupy();
    try {
      yield* retrieval(this.wire, this.limits, messages, this.capable.has('PIPELINING') ? 'pipelined' : 'one-by-one');
    } finally {
      release();
    }
  }

  /** Marks a message as to be deleted; the server does it at QUIT. */
  async dele(message: number): Promise<void> {
    await this.command(`DELE ${message}`, 'message');
  }

  /** Takes all marks back. */
  async rset(): Promise<void> {
    await this.command('RSET');
  }

  async noop(): Promise<void> {
    await this.command('NOOP');
  }

  /** QUIT, which deletes what was marked. @throws MailError when the server does not confirm it */
  async quit(): Promise<void> {
    try {
      await this.wire.within(this.limits.quitTimeoutMs, 'goodbye', () => this.command('QUIT'));
    } finally {
      this.abandon(sessionClosed());
    }
  }

  /** QUIT when nothing is under way, and the end of the connection in any case. Never throws. */
  [Symbol.asyncDispose](): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    if (this.busy || this.wire.broken) this.abandon(sessionClosed());
    else await this.quit().catch(() => undefined);
  }

  private readonly onAbort = (): void => void this.wire.fail(this.signal.reason);

  private abandon(reason: unknown): void {
    this.signal.removeEventListener('abort', this.onAbort);
    this.wire.fail(reason);
  }

  private async listing(command: string): Promise<string | Pop3Reply> {
    const reply = await this.exchange(command, this.limits.listingTimeoutMs);
    if (reply.status !== 'ok') return reply;
    const { sink, whole } = bounded(this.limits.maxListingBytes, listingTooLarge);
    await this.wire.within(this.limits.listingTimeoutMs, `the end of ${command}`, () => this.wire.multiline(sink));
    return whole().toString('latin1');
  }

  private async exchange(line: string | Buffer, timeoutMs = this.limits.commandTimeoutMs): Promise<Pop3Reply> {
    const { wire } = this;
    wire.write(Buffer.concat([Buffer.from(line), Buffer.from('\r\n')]));
    const reply = parseReply(await wire.within(timeoutMs, 'an answer', () => wire.line()));
    if (reply === undefined) throw wire.fail(protocolError('The POP3 server sent something that is no answer.'));
    return reply;
  }

  private async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const release = this.occupy();
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Answers carry no name, only their order: a second command in between would take the first one's answer. */
  private occupy(): () => void {
    if (this.busy) throw new Error('A POP3 session does one thing at a time.');
    this.busy = true;
    return () => {
      this.busy = false;
    };
  }
}
