import type { Socket } from 'node:net';

/**
 * The last bytes that came in: imapflow says that a literal was too large, and not of which message. Holds two chunks and copies
 * nothing. Attach it while the socket flows into its consumer.
 */
export class LastInput {
  private chunks: readonly Buffer[] = [];

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.chunks = [...this.chunks.slice(-1), chunk]));
  }

  /** The UID of the message whose literal was announced with `size` bytes, when the server names it before the literal. */
  uidBeforeLiteral(size: number): number | undefined {
    const text = Buffer.concat(this.chunks).toString('latin1');
    const marker = text.lastIndexOf(`{${size}}`);
    if (marker < 0) return undefined;
    const line = text.slice(text.lastIndexOf('\n', marker) + 1, marker);
    const [, uid] = /^\* \d+ FETCH \(.*\bUID (\d{1,10})\b/i.exec(line) ?? [];
    return uid === undefined ? undefined : Number(uid);
  }
}
