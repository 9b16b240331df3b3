/** Content that came by mail and may be anything. */
export interface UntrustedContent {
  /** Shown to the browser as a name only; directories and control characters are taken out. */
  readonly filename: string;
  /** What the sender says it is. Only used when it is harmless. */
  readonly mediaType: string;
}

const harmless = /^(?:text\/plain|image\/(?:png|jpeg|gif|webp)|application\/pdf)$/i;

/** The last part of a path, without what a file system or a header could stumble over. At most 200 characters. */
const safeName = (filename: string): string => {
  const last = filename.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/[\p{Cc}\p{Cf}\p{Cs}"<>|:*?]/gu, '_').replace(/^\.+/, '_');
  return Array.from(clean).slice(0, 200).join('') || 'attachment';
};

/** RFC 8187 `ext-value` of RFC 6266 `filename*`. */
const extended = (name: string): string =>
  `UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/**
 * Headers under which mail content is served: always a download, never sniffed, and if a browser shows it all the same, in
 * a sandbox without an origin (pitfall 69).
 */
export const untrustedContentHeaders = ({ filename, mediaType }: UntrustedContent): Record<string, string> => {
  const name = safeName(filename);
  return {
    'content-type': harmless.test(mediaType) ? mediaType.toLowerCase() : 'application/octet-stream',
    'content-disposition': `attachment; filename="${name.replace(/[^\x20-\x7e]/g, '_')}"; filename*=${extended(name)}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  };
};
