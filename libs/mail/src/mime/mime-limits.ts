/** Bounds of everything that reads a message. What is past a bound marked "verdict" makes the message unreadable. */
export interface MimeLimits {
  /** Bytes of a whole message. Verdict `too-large`. */
  readonly messageBytes: number;
  /** Bytes of the message's own header block. Verdict `header-too-large`. */
  readonly headerBytes: number;
  /** Bytes of all header blocks of all parts together. Verdict `header-too-large`. */
  readonly allHeaderBytes: number;
  /** Fields in one header block. Verdict `too-many-headers`. */
  readonly headerFields: number;
  /** Parts, multiparts included. Verdict `too-many-parts`. */
  readonly parts: number;
  /** Multiparts inside one another. Verdict `too-deep`. */
  readonly depth: number;
  /** Characters of the text and of the HTML, each; the rest is cut off. */
  readonly textChars: number;
  /** Milliseconds of one full parse. Verdict `too-slow`. */
  readonly parseMs: number;
  /** JavaScript heap of one full parse, in MB; buffers come on top, a few times the message. Verdict `too-large-in-memory`. */
  readonly heapMb: number;
}

const mib = 1024 * 1024;

export const defaultMimeLimits: MimeLimits = {
  messageBytes: 64 * mib,
  headerBytes: mib,
  allHeaderBytes: 2 * mib,
  headerFields: 10_000,
  parts: 10_000,
  depth: 50,
  textChars: 2_000_000,
  parseMs: 10_000,
  heapMb: 256,
};
