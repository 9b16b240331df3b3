interface CanaryForm {
  readonly name: string;
  readonly text: string;
}

const minimumBytes = 12;

const hexPairs = (bytes: Buffer): readonly string[] => [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));

/**
 * The characters of base64 that depend on the secret alone when `before` unknown bytes (modulo 3) come first, whatever follows.
 * A SASL PLAIN answer holds a password at any of the three.
 */
const base64After = (before: number, bytes: Buffer): string =>
  Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));

const base64Forms = (bytes: Buffer): readonly CanaryForm[] =>
  [0, 1, 2].flatMap((before) => {
    const text = base64After(before, bytes);
    const urlSafe = text.replaceAll('+', '-').replaceAll('/', '_');
    return [
      { name: `base64, ${before} before`, text },
      { name: `base64url, ${before} before`, text: urlSafe },
    ];
  });

const hexForms = (bytes: Buffer): readonly CanaryForm[] => [
  { name: 'hex', text: hexPairs(bytes).join('') },
  { name: 'hex, upper case', text: hexPairs(bytes).join('').toUpperCase() },
];

/** RFC 3986: what encodeURIComponent leaves alone although it is reserved. */
const strictUrl = (secret: string): string =>
  encodeURIComponent(secret).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const lowerCaseEscapes = (url: string): string => url.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());

const urlForms = (secret: string, bytes: Buffer): readonly CanaryForm[] => [
  { name: 'URL-encoded', text: encodeURIComponent(secret) },
  { name: 'URL-encoded, strict', text: strictUrl(secret) },
  { name: 'URL-encoded, lower case', text: lowerCaseEscapes(strictUrl(secret)) },
  { name: 'form-encoded', text: new URLSearchParams({ '': secret }).toString().slice(1) },
  {
    name: 'URL-encoded, every byte',
    text: hexPairs(bytes)
      .map((pair) => `%${pair.toUpperCase()}`)
      .join(''),
  },
  {
    name: 'URL-encoded, every byte, lower case',
    text: hexPairs(bytes)
      .map((pair) => `%${pair}`)
      .join(''),
  },
];

/** RFC 2045 §6.7, with the space plain, as `=20` and (RFC 2047) as `_`. */
const quotedPrintableForms = (bytes: Buffer): readonly CanaryForm[] =>
  [' ', '=20', '_'].map((space) => ({
    name: `quoted-printable, space as '${space}'`,
    text: [...bytes]
      .map((byte) => {
        if (byte === 0x20) return space;
        const plain = byte > 0x20 && byte < 0x7f && byte !== 0x3d;
        return plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
      })
      .join(''),
  }));

const jsonEscaped = (text: string): string => JSON.stringify(text).slice(1, -1);

const asciiEscaped = (text: string): string =>
  jsonEscaped(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const htmlEscaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const textForms = (secret: string): readonly CanaryForm[] => [
  { name: 'raw', text: secret },
  { name: 'JSON', text: jsonEscaped(secret) },
  { name: 'JSON in JSON', text: jsonEscaped(jsonEscaped(secret)) },
  { name: 'JSON, ASCII only', text: asciiEscaped(secret) },
  { name: 'HTML', text: htmlEscaped(secret) },
];

const namedForms = (secret: string): readonly CanaryForm[] => {
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length < minimumBytes) throw new RangeError(`A canary of less than ${minimumBytes} bytes is found by chance.`);
  return [...textForms(secret), ...base64Forms(bytes), ...hexForms(bytes), ...urlForms(secret, bytes), ...quotedPrintableForms(bytes)];
};

/** Every form in which the secret could leave: raw, base64 and base64url (three alignments), hex, URL, quoted-printable, JSON, HTML. */
export const canaryForms = (secret: string): string[] => [...new Set(namedForms(secret).map(({ text }) => text))];

/** Line breaks that base64, quoted-printable and folded headers put in, also where JSON wrote them as `\r\n`. */
const lineBreaks = /=?(?:\r\n|\n|\\r\\n|\\n)[ \t]?/g;

/**
 * @param secret at least 12 bytes in UTF-8
 * @returns the names of the forms (not the forms) in which the secret occurs; empty is what a test wants
 */
export const findCanary = (haystack: Buffer | string, secret: string): string[] => {
  const asFound = Buffer.from(haystack).toString('latin1');
  const unfolded = asFound.replace(lineBreaks, '');
  return namedForms(secret)
    .filter(({ text }) => {
      const needle = Buffer.from(text, 'utf8').toString('latin1');
      return asFound.includes(needle) || unfolded.includes(needle);
    })
    .map(({ name }) => name);
};
