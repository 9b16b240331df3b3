import type { Socket } from 'node:net';
import { dialError } from './dial.errors.js';

/** What is left of the time for dialling, and the caller's wish to stop. */
export class DialDeadline {
  private readonly end: number;

  constructor(
    ms: number,
    readonly signal: AbortSignal,
  ) {
    this.end = performance.now() + ms;
  }

  /** Milliseconds, at least 1. */
  get left(): number {
    return Math.max(1, this.end - performance.now());
  }

  async race<T>(work: Promise<T>): Promise<T> {
    work.catch(() => undefined);
    return new Promise((resolve, reject) => {
      this.arm(
        this.left,
        (error) => reject(error),
        (release) => {
          work.then(resolve, reject).finally(release);
        },
      );
    });
  }

  /** Waits for `event`; destroys the socket when that fails, the time (or `ms` of it) is over or the caller aborts. */
  settle<S extends Socket>(
    socket: S,
    event: 'connect' | 'secureConnect',
    code: 'mail.connection-refused' | 'mail.tls-failed',
    ms = this.left,
  ): Promise<S> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        socket.destroy();
        reject(error);
      };
      this.arm(ms, fail, (release) => {
        const onError = (error?: unknown): void => {
          release();
          fail(dialError(code, error));
        };
        socket.once('error', onError).once('close', onError);
        socket.once(event, () => {
          release();
          socket.off('error', onError).off('close', onError);
          resolve(socket);
        });
      });
      // A late error of a socket that was given up must not become an uncaught one.
      socket.on('error', () => undefined);
    });
  }

  private arm(ms: number, fail: (error: Error) => void, start: (release: () => void) => void): void {
    const timer = setTimeout(() => {
      release();
      fail(dialError('mail.timeout'));
    }, ms);
    const onAbort = (): void => {
      release();
      fail(this.signal.reason as Error);
    };
    const release = (): void => {
      clearTimeout(timer);
      this.signal.removeEventListener('abort', onAbort);
    };
    if (this.signal.aborted) onAbort();
    else {
      this.signal.addEventListener('abort', onAbort);
      start(release);
    }
  }
}
