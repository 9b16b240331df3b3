import { readHeaderFields } from '../envelope/header-fields.js';
import { MessageUnreadableError } from '../message-unreadable.errors.js';
import { defaultMimeLimits, type MimeLimits } from '../mime-limits.js';
import { type ContentType, readContentType } from './content-type.js';

export interface MessageStructure {
  /** All parts, the message itself and multiparts included. */
  readonly parts: number;
  /** Multiparts inside one another; 0 for a message of one part. */
  readonly depth: number;
  /** Parts that are not the message's text: what `MimeParser` lists as attachments. */
  readonly attachments: number;
}

interface Delimiter {
  /** Index of the multipart it belongs to. */
  readonly owner: number;
  readonly closes: boolean;
  /** Where the next line starts. */
  readonly next: number;
}

const lf = 0x0a;
const cr = 0x0d;
const dash = 0x2d;
const usualLineBytes = 80;
const { imul } = Math;
const wanted: ReadonlySet<string> = new Set(['content-type', 'content-disposition']);

/** One pass over one message. Looks at delimiter lines and part headers only; bodies are skipped undecoded. */
class StructureScan {
  private readonly open: ContentType[] = [];
  private readonly bytes: Buffer;
  /** Hashes of the open boundaries: a line that looks like a delimiter and is none costs one look, and no string. */
  private boundaries: ReadonlySet<number> = new Set();
  private longestBoundary = 0;
  private headerBytes = 0;
  private parts = 0;
  private depth = 0;
  private attachments = 0;

  constructor(
    raw: Uint8Array,
    private readonly limits: MimeLimits,
  ) {
    this.bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  }

  run(): MessageStructure {
    let at = this.readPart(0, 'text/plain');
    while (this.open.length > 0) {
      const found = this.nextDelimiter(at);
      if (found === undefined) break;
      const parent = this.open[found.owner];
      this.leave(found.closes ? found.owner : found.owner + 1);
      at = found.closes ? found.next : this.readPart(found.next, parent?.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain');
    }
    return { parts: this.parts, depth: this.depth, attachments: this.attachments };
  }

  /** Reads the header of the part that starts at `start`; gives where its body starts. */
  private readPart(start: number, typeWithoutField: string): number {
    if (++this.parts > this.limits.parts) throw new MessageUnreadableError('too-many-parts');
    if (this.open.length > this.limits.depth) throw new MessageUnreadableError('too-deep');
    const end = this.endOfHeader(start);
    this.headerBytes += end - start;
    if (this.headerBytes > this.limits.allHeaderBytes) throw new MessageUnreadableError('header-too-large');
    const { values } = readHeaderFields(this.bytes.toString('latin1', start, end), wanted, this.limits.headerFields);
    const content = readContentType(values.get('content-type')?.[0] ?? typeWithoutField);
    if (content.type.startsWith('multipart/')) this.enter(content);
    else if (isAttachment(content.type, values.get('content-disposition')?.[0] ?? '')) this.attachments++;
    return end;
  }

  private enter(content: ContentType): void {
    if (content.boundary === '') return;
    this.open.push(content);
    this.depth = Math.max(this.depth, this.open.length);
    this.longestBoundary = Math.max(this.longestBoundary, content.boundary.length);
    this.boundaries = new Set(this.open.map(hashOfBoundary));
  }

  /** Closes multiparts until `count` are open. */
  private leave(count: number): void {
    if (count === this.open.length) return;
    this.open.length = count;
    this.boundaries = new Set(this.open.map(hashOfBoundary));
  }

  /** Just after the blank line, or before the delimiter line that cuts the header short, or the end. */
  private endOfHeader(start: number): number {
    let at = start;
    while (at < this.bytes.length) {
      const next = this.nextLine(at);
      if (next - at === 1 || (next - at === 2 && this.bytes[at] === cr && this.bytes[at + 1] === lf)) {
        if (this.bytes[next - 1] === lf) return next;
      }
      if (this.delimiterAt(at, next) !== undefined) return at;
      if (next - start > this.limits.allHeaderBytes) throw new MessageUnreadableError('header-too-large');
      at = next;
    }
    return at;
  }

  private nextDelimiter(from: number): Delimiter | undefined {
    const { bytes } = this;
    for (let at = from; at < bytes.length;) {
      if (bytes[at] === dash && bytes[at + 1] === dash) {
        const next = this.nextLine(at);
        const found = this.delimiterAt(at, next);
        if (found !== undefined) return found;
        at = next;
      } else at = this.nextLine(at);
    }
    return undefined;
  }

  private nextLine(at: number): number {
    const { bytes } = this;
    for (let near = at; near < at + usualLineBytes; near++) if (bytes[near] === lf) return near + 1;
    const end = bytes.indexOf(lf, at); // faster a byte, slower a call
    return end === -1 ? this.bytes.length : end + 1;
  }

  /** Whether the line from `start` up to `next` delimits an open multipart; the innermost counts. */
  private delimiterAt(start: number, next: number): Delimiter | undefined {
    const { bytes, open } = this;
    if (open.length === 0 || bytes[start] !== dash || bytes[start + 1] !== dash) return undefined;
    let end = next;
    while (end > start + 2 && isTrailing(bytes[end - 1])) end--;
    if (end - start > this.longestBoundary + 4) return undefined;
    const closing = bytes[end - 1] === dash && bytes[end - 2] === dash;
    const mayMatch =
      this.boundaries.has(hashOf(bytes, start + 2, end)) || (closing && this.boundaries.has(hashOf(bytes, start + 2, end - 2)));
    if (!mayMatch) return undefined;
    const text = bytes.toString('latin1', start + 2, end);
    const owner = open.findLastIndex(({ boundary }) => boundary === text || (closing && boundary === text.slice(0, -2)));
    if (owner === -1) return undefined;
    return { owner, closes: open[owner]?.boundary !== text, next };
  }
}

/** FNV-1a, 32 bits. */
const hashOf = (bytes: Uint8Array, start: number, end: number): number => {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
};

const hashOfBoundary = ({ boundary }: ContentType): number => hashOf(Buffer.from(boundary, 'latin1'), 0, boundary.length);

const isTrailing = (byte: number | undefined): boolean => byte === lf || byte === cr || byte === 0x20 || byte === 0x09;

const isAttachment = (type: string, disposition: string): boolean =>
  (type !== 'text/plain' && type !== 'text/html') || readContentType(disposition).type === 'attachment';

/**
 * Counts a message's parts without decoding anything: the verdict of quarantine, at ingest. Linear in the message, one pass:
 * 3 to 12 µs for ordinary mail of 4 KB, 1 ms a MB for large, 6 ms a MB for the most hostile.
 * @throws MessageUnreadableError `too-large`, `too-many-parts`, `too-deep`, `header-too-large`, `too-many-headers`
 */
export const inspectStructure = (raw: Uint8Array, limits: MimeLimits = defaultMimeLimits): MessageStructure => {
  if (raw.length > limits.messageBytes) throw new MessageUnreadableError('too-large');
  return new StructureScan(raw, limits).run();
};
