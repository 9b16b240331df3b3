import type { ParsedMessage } from '../reading/mime-parser.js';

/** Characters of HTML looked at, and so of text at most. */
const htmlChars = 1_000_000;

const lineTags = new Set([
  'address',
  'blockquote',
  'br',
  'dd',
  'div',
  'dt',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'li',
  'p',
  'pre',
  'table',
  'tr',
]);
/** What a browser does not show, and where it ends. */
const hidden: Readonly<Record<string, RegExp>> = {
  head: /<\/head|<body/gi,
  noscript: /<\/noscript/gi,
  script: /<\/script/gi,
  style: /<\/style/gi,
  template: /<\/template/gi,
  title: /<\/title/gi,
};

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  euro: '€',
  copy: '©',
  hellip: '…',
  ndash: '–',
  mdash: '—',
};
const entity = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi;

const characterOf = (code: number): string =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd';

const decodeEntities = (text: string): string =>
  text.replace(entity, (written: string, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return characterOf(Number(decimal));
    return hex === undefined ? (named[name ?? ''] ?? written) : characterOf(Number.parseInt(hex, 16));
  });

/** What stands between two tags. Comments end at `-->`, tags at `>`; what does not end, ends the text. */
const endOfMarkup = (html: string, open: number): number => {
  const comment = html.startsWith('<!--', open);
  const end = html.indexOf(comment ? '-->' : '>', open);
  return end === -1 ? html.length : end + (comment ? 3 : 1);
};

const endOfHidden = (html: string, ending: RegExp, from: number): number => {
  const search = new RegExp(ending); // own lastIndex
  search.lastIndex = from;
  return search.exec(html)?.index ?? html.length;
};

/** Name of the tag that opens or closes at `open`; empty for comments and the like; undefined: just a `<`. */
const tagAt = (html: string, open: number): { readonly name: string; readonly opens: boolean } | undefined => {
  const match = /^<(?:([a-z][a-z\d]{0,20})|\/([a-z][a-z\d]{0,20})?|[!?])/i.exec(html.slice(open, open + 24));
  if (match === null) return undefined;
  const [, opened, closed = ''] = match;
  return { name: (opened ?? closed).toLowerCase(), opens: opened !== undefined };
};

/**
 * The text a person would read in HTML, roughly laid out. Linear. For reading, searching and previews: it is text, and must be
 * escaped like any other when it is put into HTML again.
 */
export const textOfHtml = (source: string): string => {
  const html = source.slice(0, htmlChars);
  let text = '';
  for (let at = 0; at < html.length;) {
    const found = html.indexOf('<', at);
    const open = found === -1 ? html.length : found;
    text += html.slice(at, open).replace(/\s+/g, ' ');
    const tag = tagAt(html, open);
    const ending = tag?.opens === true ? hidden[tag.name] : undefined;
    if (tag === undefined) text += html.charAt(open);
    else if (lineTags.has(tag.name)) text += '\n';
    if (tag === undefined) at = open + 1;
    else at = ending === undefined ? endOfMarkup(html, open) : endOfHidden(html, ending, open);
  }
  return decodeEntities(text)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
};

/** The message's own text, or else the text of its HTML; empty when it has neither. At most 2,000,000 characters. */
export const plainTextOf = ({ text, html }: Pick<ParsedMessage, 'text' | 'html'>): string =>
  text !== undefined && text.trim() !== '' ? text : textOfHtml(html ?? '');
