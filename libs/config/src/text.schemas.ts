import { z } from 'zod';

/** `true` or `false`, nothing else: a typing error must not switch anything on or off. */
export const onOff = (byDefault: 'true' | 'false') =>
  z
    .enum(['true', 'false'])
    .default(byDefault)
    .transform((text) => text === 'true');

const digits = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number);

/** A whole number within bounds, both included. */
export const wholeNumber = (least: number, most: number) =>
  digits.pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

/** Entries separated by commas or spaces; empty text is an empty list. */
export const listOf = (entry: z.ZodType<string, string>) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ''))
    .pipe(z.array(entry));

export const port = wholeNumber(0, 65_535);

/** At least 32 bytes as Base64 or Base64url. */
export const key32 = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]+={0,2}$/, 'must be Base64')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length >= 32, 'must be at least 32 bytes in Base64');
