export type LineEnd = 'crlf' | 'lf';

const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;
const dot = Buffer.from('.');
const dotCr = Buffer.from('.\r');

/**
 * Undoes the dot-stuffing of a multi-line answer (RFC 1939 §3), chunk by chunk, every other byte untouched.
 *
 * A line starts after any line feed, because most servers stuff line by line whatever the message's own line ends are.
 * The answer ends only at a lone dot whose line ends as the server ends its own lines: `LF . LF` inside a message does not
 * end it on a server that speaks CRLF, or a sender could smuggle answers to commands sent ahead. Only a doubled dot
 * loses one: a server that forgot to stuff is not punished.
 */
export class DotUnstuffer {
  private state: 'line-start' | 'dot' | 'dot-cr' | 'in-line' = 'line-start';

  constructor(private readonly lineEnd: LineEnd) {}

  /**
   * @param sink is given the content found, in order, as views of `chunk`
   * @returns what follows the end of the answer, or undefined while it goes on
   */
  push(chunk: Buffer, sink: (content: Buffer) => void): Buffer | undefined {
    let from = 0;
    for (let at = 0; at < chunk.length;) {
      if (this.state === 'in-line') {
        const feed = chunk.indexOf(LF, at);
        at = feed === -1 ? chunk.length : feed + 1;
        if (feed !== -1) this.state = 'line-start';
      } else if (this.state === 'line-start' && chunk[at] === DOT) {
        if (at > from) sink(chunk.subarray(from, at));
        from = ++at;
        this.state = 'dot';
      } else if (this.state === 'line-start') {
        this.state = 'in-line';
      } else {
        const end = this.afterDot(chunk[at], sink);
        if (end === 'answer') return chunk.subarray(at + 1);
        if (end === 'held') from = ++at;
      }
    }
    if (chunk.length > from) sink(chunk.subarray(from));
    return undefined;
  }

  /** The dot (and CR) at the start of a line is held back until this byte tells what it was. */
  private afterDot(byte: number | undefined, sink: (content: Buffer) => void): 'answer' | 'held' | 'content' {
    if (this.state === 'dot-cr' && byte === LF) return 'answer';
    if (this.state === 'dot' && byte === LF && this.lineEnd === 'lf') return 'answer';
    if (this.state === 'dot' && byte === CR) {
      this.state = 'dot-cr';
      return 'held';
    }
    // For `..` the held dot is the stuffed one: dropped; the second is content like any other byte.
    if (this.state === 'dot-cr' || byte !== DOT) sink(this.state === 'dot-cr' ? dotCr : dot);
    this.state = 'in-line';
    return 'content';
  }
}
