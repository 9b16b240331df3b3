import { z } from 'zod';

export const isoInstant = z.iso.datetime({ offset: false, precision: 3 }).describe('instant, ISO 8601 in UTC with milliseconds');

/** addr-spec of RFC 5321/6531 as Postbode takes it: no display name, no comments, no white space, at most 254 characters. */
export const emailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u, 'must be an e-mail address like name@example.com');

/** One or more LDH labels, an IPv4 address, or an IPv6 address without brackets. No scheme, no port, no path. */
export const hostname = z
  .string()
  .max(253)
  .regex(
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?|[0-9a-fA-F:]*:[0-9a-fA-F:.]+)$/,
    'must be a bare host name such as imap.example.com',
  );

export const port = z.int().min(1).max(65_535);

/** No control characters: names end up in terminals, CSV and logs (pitfall 70). */
export const printable = (max: number): z.ZodString =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters');

export const revision = z.int().min(-1);
