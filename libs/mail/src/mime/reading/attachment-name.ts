import { cleanText } from '../envelope/header-text.js';

const nameChars = 200;
const extensionChars = 20;

/** Characters that reverse or hide what a name says: U+202E makes `gpj.exe` read `exe.jpg`. */
const misleading = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const forbidden = /[<>:"|?*]/g;
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

const extensions: Readonly<Record<string, string>> = {
  'message/rfc822': '.eml',
  'text/calendar': '.ics',
  'text/plain': '.txt',
  'text/html': '.html',
  'text/csv': '.csv',
  'application/pdf': '.pdf',
  'application/ms-tnef': '.dat',
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
};

const shorten = (name: string): string => {
  if (name.length <= nameChars) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= extensionChars ? name.slice(dot) : '';
  return name.slice(0, nameChars - extension.length) + extension;
};

/** Lower-case `type/subtype` of a declared content type, or the type of unknown bytes. */
export const safeContentType = (declared: string): string =>
  /^[\w.+!#$&^-]{1,100}\/[\w.+!#$&^-]{1,100}$/.test(declared) ? declared.toLowerCase() : 'application/octet-stream';

/**
 * A name a browser or a person may save under. A name from a message is an untrusted path (pitfalls §2.10): only its last
 * segment stays, and nothing that hides, hides its type, or means a device.
 * @param contentType gives the extension when there is no name at all
 */
export const safeFilename = (declared: string | undefined, contentType: string, index: number): string => {
  const last = (declared ?? '').slice(0, 4096).split(/[/\\]/).at(-1) ?? '';
  const shown = cleanText(last.replace(misleading, '').replace(forbidden, '_'), 4096)
    .replace(/^[. ]+/, '')
    .replace(/[. ]{1,100}$/, '');
  if (shown === '') return `attachment-${index + 1}${extensions[contentType] ?? ''}`;
  return shorten(reserved.test(shown) ? `_${shown}` : shown);
};
