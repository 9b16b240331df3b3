import type { Socket } from 'node:net';
import { MailError } from '../mail-error.js';
import { dialError } from './dial.errors.js';

export interface LineDialogOptions {
  /** For all lines together. Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

// RFC 5321 allows 512 bytes a line, IMAP greetings may list capabilities: generous, yet nothing to fill memory with.
const maxBytes = 16_384;

const tooLong = (): MailError =>
  new MailError({ code: 'mail.protocol-error', retry: 'later', scope: 'server' }, 'The server sent an endless line');

/**
 * The few lines exchanged on a connection before a library takes it over: the greeting and STARTTLS. One deadline for all of
 * it (a byte a second does not help), few bytes, and what was read too much is known at the end.
 */
export class LineDialog implements Disposable {
  private read = Buffer.alloc(0);
  private failure: Error | undefined;
  private wake: (() => void) | undefined;
  private over = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly socket: Socket,
    private readonly options: LineDialogOptions,
  ) {
    this.timer = setTimeout(() => this.fail(dialError('mail.timeout')), options.timeoutMs);
    socket.on('data', this.onData).on('error', this.onLost).on('close', this.onLost).on('end', this.onLost);
    options.signal.addEventListener('abort', this.onAbort);
    if (options.signal.aborted) this.onAbort();
  }

  /** The next line, without its end. @throws MailError, or the signal's reason */
  async line(): Promise<string> {
    for (;;) {
      const end = this.read.indexOf('\n');
      if (end >= 0) {
        const line = this.read.toString('latin1', 0, end).replace(/\r$/, '');
        this.read = this.read.subarray(end + 1);
        return line;
      }
      if (this.failure !== undefined) throw this.failure;
      if (this.read.length > maxBytes) throw tooLong();
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  write(line: string): void {
    this.socket.write(`${line}\r\n`);
  }

  /** Gives the socket on, paused; `next` is read from it before what the server sends from now on. */
  handOver(next = ''): void {
    this[Symbol.dispose]();
    const unread = Buffer.concat([Buffer.from(next, 'latin1'), this.read]);
    if (unread.length > 0) this.socket.unshift(unread);
  }

  /** Bytes that were read but not asked for: after STARTTLS's answer there must be none (pitfalls §2.8). */
  get unreadBytes(): number {
    return this.read.length;
  }

  [Symbol.dispose](): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    this.socket.pause();
    this.socket.off('data', this.onData).off('error', this.onLost).off('close', this.onLost).off('end', this.onLost);
    this.options.signal.removeEventListener('abort', this.onAbort);
  }

  private readonly onData = (chunk: Buffer): void => {
    if (this.read.length <= maxBytes) this.read = Buffer.concat([this.read, chunk]);
    this.wake?.();
  };

  private readonly onLost = (): void => this.fail(dialError('mail.connection-lost'));

  private readonly onAbort = (): void => this.fail(this.options.signal.reason as Error);

  private fail(failure: Error): void {
    this.failure ??= failure;
    this.wake?.();
  }
}
