import sanitize, { type Attributes, type IOptions } from 'sanitize-html';
import { textOfHtml } from './plain-text.js';

export interface SafeHtml {
  readonly html: string;
  /** Something was left out that the sender wanted fetched from elsewhere: images, backgrounds, media. */
  readonly remoteContentBlocked: boolean;
  /** The HTML was longer than {@link safeHtmlChars} and is cut. */
  readonly truncated: boolean;
}

/** Characters of HTML looked at. Cleaning costs the calling thread at most about 0.4 s for this many. */
export const safeHtmlChars = 500_000;

/** Browsers stop nesting at 512. */
const maxDepth = 1000;

/** A style attribute longer than this is left out. */
const styleChars = 10_000;

/** A `data:` image longer than this is left out. */
const dataImageChars = 100_000;
const dataImage = /^data:image\/(?:png|gif|jpe?g|webp);base64,[a-z\d+/=\s]*$/i;

/** A CSS value without a function that fetches or computes, an escape, or a second declaration. */
const plainCss = /^(?!.*(?:url|image|image-set|expression|attr|var|env|element|src|cross-fade)\s*\()[\w\s#%.,'"!()/+-]{1,300}$/i;

const cssProperties = [
  'background-color', 'border', 'border-bottom', 'border-collapse', 'border-color', 'border-left', 'border-radius', 'border-right',
  'border-spacing', 'border-style', 'border-top', 'border-width', 'color', 'direction', 'display', 'font', 'font-family', 'font-size',
  'font-style', 'font-weight', 'height', 'letter-spacing', 'line-height', 'list-style-type', 'margin', 'margin-bottom', 'margin-left',
  'margin-right', 'margin-top', 'max-height', 'max-width', 'min-height', 'min-width', 'padding', 'padding-bottom', 'padding-left',
  'padding-right', 'padding-top', 'text-align', 'text-decoration', 'text-indent', 'text-transform', 'vertical-align', 'white-space',
  'width', 'word-break',
]; // prettier-ignore

const allowedTags = [
  'a', 'abbr', 'address', 'article', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption', 'center', 'cite', 'code', 'col', 'colgroup',
  'dd', 'del', 'dfn', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'font', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr',
  'i', 'img', 'ins', 'kbd', 'li', 'main', 'mark', 'ol', 'p', 'pre', 'q', 's', 'samp', 'section', 'small', 'span', 'strike', 'strong', 'sub',
  'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'tt', 'u', 'ul', 'var', 'wbr',
]; // prettier-ignore

/** Presentation only. No `id`, `name` or `class`: they reach into the page around. */
const presentation = ['style', 'align', 'valign', 'bgcolor', 'width', 'height', 'dir', 'lang', 'title'];

const options: IOptions = {
  allowedTags,
  allowedAttributes: {
    '*': presentation,
    a: ['href', 'rel', 'target'],
    img: ['src', 'alt', 'border'],
    table: ['border', 'cellpadding', 'cellspacing'],
    td: ['colspan', 'rowspan', 'nowrap'],
    th: ['colspan', 'rowspan', 'nowrap', 'scope'],
    col: ['span'],
    colgroup: ['span'],
    font: ['color', 'face', 'size'],
    ol: ['start', 'type'],
    ul: ['type'],
    li: ['value'],
    bdo: ['dir'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'data'] },
  allowProtocolRelative: false,
  allowedStyles: { '*': Object.fromEntries(cssProperties.map((property) => [property, [plainCss]])) },
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'select',
    'noscript',
    'title',
    'head',
    'svg',
    'math',
    'iframe',
    'object',
    'template',
    'xmp',
  ],
  disallowedTagsMode: 'discard',
  nestingLimit: 100,
};

const fetching = ['src', 'srcset', 'background', 'poster', 'data', 'lowsrc', 'dynsrc'];
const fetchingLinks = new Set(['link', 'image', 'use']);

/** Anything but a part of this message and a `data:` URL would be fetched. */
const isRemote = (url: string): boolean => !/^\s*(?:cid:|data:|$)/i.test(url);

const fetchesRemote = (tag: string, attributes: Attributes): boolean =>
  fetching.some((name) => isRemote(attributes[name] ?? '')) ||
  (fetchingLinks.has(tag) && isRemote(attributes['href'] ?? attributes['xlink:href'] ?? '')) ||
  /url\s*\(|image-set\s*\(/i.test(attributes['style'] ?? '');

const isShownImage = (src: string): boolean => /^\s*cid:/i.test(src) || (src.length <= dataImageChars && dataImage.test(src));

const safeAttributes = (tag: string, attributes: Attributes): Attributes => {
  if (tag === 'a') return { ...attributes, rel: 'noopener noreferrer nofollow', target: '_blank' };
  const remove = new Set<string>();
  if (tag === 'img' && !isShownImage(attributes['src'] ?? '')) remove.add('src');
  if ((attributes['style']?.length ?? 0) > styleChars) remove.add('style');
  return remove.size === 0 ? attributes : Object.fromEntries(Object.entries(attributes).filter(([name]) => !remove.has(name)));
};

class TooDeep extends Error {}

/** Refuses elements nested deeper than any real mail: the parser's time grows with the depth (200,000 `<div>`: 5 s). */
const depthGuard = (): Pick<IOptions, 'onOpenTag' | 'onCloseTag'> => {
  let depth = 0;
  return {
    onOpenTag: () => {
      if (++depth > maxDepth) throw new TooDeep();
    },
    onCloseTag: () => {
      depth--;
    },
  };
};

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * A message's HTML with only what shows text and layout: no script, no form, no frame, no style sheet, no reference to
 * anything outside the message but links that a person follows (`http`, `https`, `mailto`, `tel`; opened apart, telling nobody
 * where from). Images stay when they are parts of the message (`cid:`) or small `data:` images.
 * HTML nested deeper than 1,000 elements is shown as its text.
 *
 * Serve it with a sandboxing Content-Security-Policy and from another origin all the same (pitfall 69).
 */
export const sanitizeHtml = (html: string): SafeHtml => {
  const truncated = html.length > safeHtmlChars;
  let remoteContentBlocked = false;
  const transform = (tagName: string, attribs: Attributes): { tagName: string; attribs: Attributes } => {
    remoteContentBlocked ||= fetchesRemote(tagName, attribs);
    return { tagName, attribs: safeAttributes(tagName, attribs) };
  };
  try {
    const cleaned = sanitize(html.slice(0, safeHtmlChars), { ...options, ...depthGuard(), transformTags: { '*': transform } });
    return { html: cleaned, remoteContentBlocked, truncated };
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return { html: `<pre>${escapeHtml(textOfHtml(html))}</pre>`, remoteContentBlocked, truncated };
  }
};
