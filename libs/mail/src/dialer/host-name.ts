import { isIP, isIPv6 } from 'node:net';
import { dialError } from './dial.errors.js';

const unbracketed = (host: string): string => (/^\[.*\]$/.test(host) ? host.slice(1, -1) : host);

/**
 * One spelling for a host: `127.1`, `0x7f.1`, `2130706433` and `１２７.0.0.1` become `127.0.0.1` (WHATWG URL), brackets go,
 * international names become ASCII, no dot at the end. Zone identifiers, ports and anything else in it are refused.
 * @throws MailError mail.host-not-found
 */
export const canonicalHost = (host: string): string => {
  const bare = unbracketed(host);
  if (isIPv6(bare) && !bare.includes('%')) return unbracketed(new URL(`http://[${bare}]`).hostname);
  if (bare === '' || bare.length > 253 || /[\s\x00-\x20\x7f:/\\@?#%[\]]/.test(bare)) throw dialError('mail.host-not-found');
  const url = URL.parse(`http://${bare}`);
  const name = url?.hostname.replace(/\.$/, '') ?? '';
  if (name === '') throw dialError('mail.host-not-found');
  return name;
};

/** What the certificate must be issued for; server name indication takes names only (RFC 6066). */
export const serverNameOf = (host: string): { readonly host: string; readonly servername?: string } =>
  isIP(host) === 0 ? { host, servername: host } : { host };
