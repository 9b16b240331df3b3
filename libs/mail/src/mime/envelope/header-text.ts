import { isUtf8 } from 'node:buffer';
import { decodeWords } from 'postal-mime';

const beyondAscii = /[\x80-\xff]/;
const controls = /[\0-\x1f\x7f-\x9f]/g;
const hasControl = /[\0-\x1f\x7f-\x9f]/;
const loneSurrogates = /\p{Surrogate}/gu;
const hasSurrogate = /[\ud800-\udfff]/;

/**
 * Text that is safe to store and to show: no control characters (jsonb refuses NUL, terminals obey escapes; pitfalls 11 and
 * 70), no lone surrogates.
 * @param maxChars UTF-16 units kept
 */
export const cleanText = (text: string, maxChars: number): string => {
  const cut = text.length > maxChars ? text.slice(0, maxChars) : text;
  const printable = hasControl.test(cut) ? cut.replace(controls, ' ') : cut;
  return (hasSurrogate.test(printable) ? printable.replace(loneSurrogates, '\ufffd') : printable).trim();
};

/**
 * What a header value's bytes say: UTF-8 (RFC 6532) when they are valid UTF-8, ISO-2022-JP when its escape is there, else
 * windows-1252, which every byte sequence is.
 * @param value one character a byte
 */
export const decodeBytes = (value: string): string => {
  if (value.includes('\x1b$')) return new TextDecoder('iso-2022-jp').decode(Buffer.from(value, 'latin1'));
  if (!beyondAscii.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : new TextDecoder('windows-1252').decode(bytes);
};

/** RFC 2047 encoded words in text become what they stand for. Give it bounded text: an encoded word costs about 2 µs. */
export const decodeEncodedWords = (text: string): string => (text.includes('=?') ? decodeWords(text) : text);

/**
 * Bytes looked at for one unstructured field: 1,000 characters outside the BMP in quoted-printable words need 12,000 and
 * their wrapping.
 */
const unstructuredBytes = 16_384;

/** Where to cut bytes so that no UTF-8 sequence is cut. */
const wholeSequences = (value: string, atMost: number): number => {
  let end = Math.min(atMost, value.length);
  for (let back = 0; back < 3 && end < value.length && (value.charCodeAt(end) & 0xc0) === 0x80; back++) end--;
  return end;
};

/** The text of an unstructured field (Subject). */
export const readUnstructured = (value: string, maxChars: number): string =>
  cleanText(decodeEncodedWords(decodeBytes(value.slice(0, wholeSequences(value, unstructuredBytes)))), maxChars);
