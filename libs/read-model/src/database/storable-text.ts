const unstorable = /[\0\p{Surrogate}]/u;
const loneSurrogate = /\p{Surrogate}/gu;

/** Postgres text takes neither NUL nor lone surrogates (pitfall 11): NUL is dropped, a lone surrogate becomes U+FFFD. */
export const storableText = (text: string): string =>
  unstorable.test(text) ? text.replaceAll('\0', '').replace(loneSurrogate, '\ufffd') : text;

/** `\u0000` or a surrogate as `JSON.stringify` writes them; pairs are written as they are. */
const suspicious = /\\u(?:0000|d[89a-f])/;

const cleaned = (_key: string, value: unknown): unknown => (typeof value === 'string' ? storableText(value) : value);

/** The same for jsonb. */
export const storableJson = (value: unknown): string => {
  const json = JSON.stringify(value);
  return suspicious.test(json) ? JSON.stringify(value, cleaned) : json;
};
