import type { MailLogin } from './mail-source.js';

const encodings = (secret: string): string[] => {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('latin1'), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].concat(
    (['base64', 'base64url', 'hex'] as const).map((encoding) => bytes.toString(encoding).replace(/=+$/, '')),
  );
};

/**
 * A server's own text for a person: at most 200 printable characters. All of it is dropped when it repeats a secret in any
 * usual encoding: servers do echo the line they refuse.
 * @returns undefined when there is nothing to show
 */
export const serverText = (text: string, secrets: readonly string[]): string | undefined => {
  const lower = text.toLowerCase();
  const repeats = secrets.flatMap(encodings).some((form) => form !== '' && lower.includes(form.toLowerCase()));
  if (repeats) return undefined;
  const printable = text
    .replace(/[^\x21-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);
  return printable === '' ? undefined : printable;
};

/** What must never be shown of a login: the password, and it as SASL PLAIN carries it, where base64 mixes it with the name. */
export const secretsOf = ({ username, password }: MailLogin): readonly string[] => {
  const text = password.toString('utf8');
  return [text, `\0${username}\0${text}`];
};
