import type { EventMetadata, NewEvent } from '@postbode/kernel';

/** One event's data and metadata as the exact JSON text the log holds. Pure ASCII is not promised, well-formed UTF-8 is. */
export interface EncodedBody {
  readonly data: string;
  readonly metadata: string;
}

export interface DecodedBody {
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

/** How events become text and text events. Given to a store's constructor; {@link EventRegistry} is the real one. */
export interface EventCodec {
  encode(event: NewEvent): EncodedBody;
  decode(type: string, body: EncodedBody): DecodedBody;
}

/** No schema, no upcasting: for tests of a store, whose events are nobody's. */
export const plainJsonCodec: EventCodec = {
  encode: (event) => ({ data: JSON.stringify(event.data ?? null), metadata: JSON.stringify(event.metadata) }),
  decode: (_type, body) => ({ data: JSON.parse(body.data) as unknown, metadata: JSON.parse(body.metadata) as EventMetadata }),
};
