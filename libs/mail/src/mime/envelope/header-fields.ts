import { MessageUnreadableError } from '../message-unreadable.errors.js';

/** One header block, read. */
export interface HeaderFields {
  /**
   * Values of the wanted fields by lower-case name, in the order they stand there; unfolded, one character a byte (Latin-1).
   */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** At least one line had the form of a field. */
  readonly hasField: boolean;
  /** The blank line after the header was seen. */
  readonly ended: boolean;
}

const fieldName = /^[!-9;-~]+$/;
const lineBreaks = /\r?\n/g;
const looseReturns = /\r/g;

const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/**
 * Trims what is white space in bytes. `String.trim` would also take U+00A0: half a UTF-8 character, or a field name made to
 * look like another.
 */
export const trimAscii = (value: string): string => {
  let start = 0;
  let end = value.length;
  while (start < end && isSpace(value.charCodeAt(start))) start++;
  while (end > start && isSpace(value.charCodeAt(end - 1))) end--;
  return value.slice(start, end);
};

/** RFC 5322 §2.2.3: unfolding removes the line break and keeps the space. A bare CR is a space, never a line of its own. */
const unfold = (value: string): string => {
  if (!value.includes('\n') && !value.includes('\r')) return trimAscii(value);
  return trimAscii(value.replace(lineBreaks, '').replace(looseReturns, ' '));
};

const endOfLine = (block: string, from: number): number => {
  const end = block.indexOf('\n', from);
  return end === -1 ? block.length : end;
};

const isBlank = (block: string, start: number, end: number): boolean =>
  end < block.length && (end === start || (end === start + 1 && block.charCodeAt(start) === 0x0d));

const isFolded = (block: string, at: number): boolean => block.charCodeAt(at) === 0x20 || block.charCodeAt(at) === 0x09;

/** Where the field whose first line ends at `end` ends, its folded lines included. */
const endOfField = (block: string, firstEnd: number): number => {
  let end = firstEnd;
  while (end < block.length && isFolded(block, end + 1)) end = endOfLine(block, end + 1);
  return end;
};

/**
 * Reads a header block up to its blank line. Lines that are no field (`From ` of an mbox, garbage) are passed over, as every
 * mail program does. Linear.
 * @param block begins with the header, one character a byte
 * @throws MessageUnreadableError `too-many-headers`
 */
export const readHeaderFields = (block: string, wanted: ReadonlySet<string>, maxFields: number): HeaderFields => {
  const values = new Map<string, string[]>();
  let hasField = false;
  let colon = -1;
  for (let start = 0, count = 1; start < block.length; count++) {
    const firstEnd = endOfLine(block, start);
    if (isBlank(block, start, firstEnd)) return { values, hasField, ended: true };
    if (count > maxFields) throw new MessageUnreadableError('too-many-headers');
    const end = endOfField(block, firstEnd);
    if (colon < start) colon = block.indexOf(':', start);
    if (colon === -1) colon = block.length; // looked for once, not once a line
    if (colon < end) {
      const name = trimAscii(block.slice(start, colon)).toLowerCase();
      hasField ||= fieldName.test(name);
      if (wanted.has(name)) {
        const known = values.get(name);
        const value = unfold(block.slice(colon + 1, end));
        if (known === undefined) values.set(name, [value]);
        else known.push(value);
      }
    }
    start = end + 1;
  }
  return { values, hasField, ended: false };
};
