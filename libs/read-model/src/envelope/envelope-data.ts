import { storableText } from '../database/storable-text.js';

export interface EnvelopeAddress {
  readonly name?: string;
  readonly address: string;
}

/** What an e-mail's sealed envelope holds, as far as the read model shows it. */
export interface EnvelopeData {
  readonly messageId: string | null;
  readonly subject: string;
  readonly from: readonly EnvelopeAddress[];
  readonly to: readonly EnvelopeAddress[];
  readonly cc: readonly EnvelopeAddress[];
  /** ISO 8601, UTC. */
  readonly date: string | null;
  readonly hasAttachments: boolean | null;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? storableText(value) : null);

const addressOf = (value: unknown): EnvelopeAddress[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { name, address } = value as { name?: unknown; address?: unknown };
  if (typeof address !== 'string') return [];
  return [
    typeof name === 'string' && name !== ''
      ? { name: storableText(name), address: storableText(address) }
      : { address: storableText(address) },
  ];
};

const addressesOf = (value: unknown): EnvelopeAddress[] => (Array.isArray(value) ? value.flatMap(addressOf) : []);

/** Any day of the first four weeks: what needs no calendar. Parsing and writing a date costs 2.5 µs, asking this a tenth. */
const surelyValid = /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Postgres and JavaScript agree on the years 1 to 9999; anything else is no date (pitfall 40). */
export const storableInstant = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  if (surelyValid.test(value)) return value;
  const date = new Date(value);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString() : null;
};

/** Tolerant: what is missing or of another shape is left out, so that an old envelope never stops a projection. */
export const parseEnvelope = (json: unknown): EnvelopeData => {
  const envelope = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  return {
    messageId: textOf(envelope['messageId']),
    subject: textOf(envelope['subject']) ?? '',
    from: addressesOf(envelope['from']),
    to: addressesOf(envelope['to']),
    cc: addressesOf(envelope['cc']),
    date: storableInstant(envelope['date']),
    hasAttachments: typeof envelope['hasAttachments'] === 'boolean' ? envelope['hasAttachments'] : null,
  };
};
