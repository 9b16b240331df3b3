import type { Socket } from 'node:net';
import { MailError } from '../mail-error.js';
import { DotUnstuffer, type LineEnd } from './dot-unstuffer.js';
import type { Pop3Limits } from './pop3-limits.js';
import { connectionLost, lineTooLong, timedOut } from './pop3-errors.js';

const LF = 0x0a;
const nothing = Buffer.alloc(0);

/**
 * Bytes of one POP3 connection: lines and multi-line answers out of a socket that is read only when asked to, so that a
 * slow consumer slows the server down. After the first failure every call fails with it: the stream is out of step.
 */
export class Pop3Wire {
  private buffered: Buffer = nothing;
  private lineEnd: LineEnd = 'crlf';
  private failure: { readonly reason: unknown } | undefined;
  private wake: () => void = () => undefined;

  private readonly onReadable = (): void => this.wake();
  private readonly onEnd = (): void => void this.fail(connectionLost());
  private readonly onError = (error: Error): void => void this.fail(error instanceof MailError ? error : connectionLost(error));

  constructor(
    private readonly socket: Socket,
    private readonly limits: Pop3Limits,
  ) {
    socket.on('readable', this.onReadable).on('close', this.onEnd).on('error', this.onError);
    // 'end' comes when everything was read; without this a half-closed connection would wait for its deadline.
    socket.on('end', this.onEnd);
  }

  get broken(): boolean {
    return this.failure !== undefined;
  }

  write(bytes: string | Buffer): void {
    this.throwIfBroken();
    this.socket.write(bytes);
  }

  /** Breaks the connection for `reason`; the first reason stays. @returns what to throw */
  fail(reason: unknown): unknown {
    this.failure ??= { reason };
    this.socket.destroy();
    this.wake();
    return this.failure.reason;
  }

  /** Runs `work`; breaks the connection when it takes longer than `ms`. */
  async within<T>(ms: number, awaiting: string, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.fail(timedOut(awaiting)), ms);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  /** One line without its end, each byte a character (latin1). */
  async line(): Promise<string> {
    let feed = this.buffered.indexOf(LF);
    while (feed === -1) {
      if (this.buffered.length > this.limits.maxLineBytes) throw this.fail(lineTooLong());
      const seen = this.buffered.length;
      this.buffered = Buffer.concat([this.buffered, await this.chunk()]);
      feed = this.buffered.indexOf(LF, seen);
    }
    if (feed > this.limits.maxLineBytes) throw this.fail(lineTooLong());
    const line = this.buffered.toString('latin1', 0, feed);
    this.buffered = this.buffered.subarray(feed + 1);
    this.lineEnd = line.endsWith('\r') ? 'crlf' : 'lf';
    return this.lineEnd === 'crlf' ? line.slice(0, -1) : line;
  }

  /** The rest of a multi-line answer whose first line was read. A sink that throws breaks the connection. */
  async multiline(sink: (content: Buffer) => void): Promise<void> {
    const unstuffer = new DotUnstuffer(this.lineEnd);
    for (;;) {
      const chunk = this.buffered.length > 0 ? this.buffered : await this.chunk();
      this.buffered = nothing;
      try {
        const rest = unstuffer.push(chunk, sink);
        if (rest === undefined) continue;
        this.buffered = rest;
        return;
      } catch (error) {
        throw this.fail(error);
      }
    }
  }

  /** Takes the wire off its socket, for TLS. @returns undefined when bytes nobody asked for came in already */
  release(): Socket | undefined {
    this.throwIfBroken();
    if (this.buffered.length > 0 || this.socket.readableLength > 0) return undefined;
    this.socket.off('readable', this.onReadable).off('close', this.onEnd).off('error', this.onError).off('end', this.onEnd);
    this.failure = { reason: connectionLost() };
    return this.socket;
  }

  private async chunk(): Promise<Buffer> {
    for (;;) {
      const chunk = this.socket.read() as Buffer | null;
      if (chunk !== null) return chunk;
      this.throwIfBroken();
      await this.within(this.limits.inactivityTimeoutMs, 'more data', () => this.news());
    }
  }

  private news(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private throwIfBroken(): void {
    if (this.failure !== undefined) throw this.failure.reason;
  }
}
