import type { Socket } from 'node:net';

/** Command lines of a client, one after the other; survives the change to TLS. */
export class Pop3LineQueue {
  private text = '';
  private ended = false;
  private wake: () => void = () => undefined;

  private readonly onData = (chunk: Buffer): void => {
    this.text += chunk.toString('latin1');
    this.wake();
  };

  private readonly onClose = (): void => {
    this.ended = true;
    this.wake();
  };

  constructor(private readonly socket: Socket) {
    socket.on('data', this.onData).on('close', this.onClose).on('end', this.onClose);
    socket.on('error', () => undefined);
  }

  /** @returns undefined when the client is gone */
  async next(): Promise<string | undefined> {
    for (;;) {
      const [line] = /^[^\n]*\n/.exec(this.text) ?? [];
      if (line !== undefined) {
        this.text = this.text.slice(line.length);
        return line.trimEnd();
      }
      if (this.ended) return undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Takes itself off the socket; what came in unasked is forgotten. */
  release(): void {
    this.socket.off('data', this.onData).off('close', this.onClose).off('end', this.onClose);
  }
}
