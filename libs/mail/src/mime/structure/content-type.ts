import { trimAscii } from '../envelope/header-fields.js';

/** The two things the structure of a message hangs on. */
export interface ContentType {
  /** Lower case; empty when the field makes no sense. */
  readonly type: string;
  /** As the delimiter lines show it, one character a byte; empty: none. */
  readonly boundary: string;
}

/** A Content-Type longer than this is cut: boundaries are at most 70 characters (RFC 2046 §5.1.1). */
const fieldBytes = 8192;

/** Removes comments outside quoted strings (RFC 822). An unclosed one is no comment. */
const withoutComments = (value: string): string => {
  if (!value.includes('(')) return value;
  let kept = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at++) {
    const char = value.charAt(at);
    if (char === '\\') {
      if (depth === 0) kept += value.slice(at, at + 2);
      at++;
    } else if (depth === 0 && char === '"') {
      quoted = !quoted;
      kept += char;
    } else if (!quoted && char === '(') depth++;
    else if (depth > 0) depth -= char === ')' ? 1 : 0;
    else kept += char;
  }
  return depth === 0 ? kept : value;
};

const parameter = /;[ \t]*([^ \t=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[^])*)"|([^; \t]*(?:[ \t]+[^; \t]+)*))/g;
const escapes = /\\([^])/g;

const boundaryOf = (value: string): string => {
  for (const [, name = '', quoted, token = ''] of value.matchAll(parameter)) {
    if (name.toLowerCase() === 'boundary') return quoted === undefined ? token : quoted.replace(escapes, '$1');
  }
  return '';
};

/**
 * Type and boundary of a Content-Type field (RFC 2045 §5.1). Of a repeated parameter the first counts. Boundaries written as
 * RFC 2231 continuations, which nobody does, are not seen: such a part counts as one.
 * @param value one character a byte
 */
export const readContentType = (value: string): ContentType => {
  const plain = withoutComments(value.slice(0, fieldBytes));
  const semicolon = plain.indexOf(';');
  const type = trimAscii(semicolon === -1 ? plain : plain.slice(0, semicolon)).toLowerCase();
  return { type, boundary: type.startsWith('multipart/') ? boundaryOf(plain) : '' };
};
