import { isUuid, type NewEvent, type StreamName } from '@postbode/kernel';
import type { EncodedBody, EventCodec } from './codec/event-codec.js';
import { EventIdConflictError } from './event-store.errors.js';

export interface EncodedEvent extends EncodedBody {
  readonly id: string;
  readonly type: string;
}

/** `<category>-<id>` in printable ASCII: what can be a key anywhere. */
const streamPattern = /^[A-Za-z][A-Za-z0-9_]*-[\x21-\x7e]+$/;

/**
 * The events of one append as the log will hold them.
 * @throws RangeError for no events, a malformed stream name or an id that is no (lower-case) UUID; EventIdConflictError for
 *   an id used twice; whatever the codec throws
 */
export const encodeEvents = (codec: EventCodec, stream: StreamName, events: readonly NewEvent[]): EncodedEvent[] => {
  if (events.length === 0) throw new RangeError('An append needs at least one event.');
  if (!streamPattern.test(stream)) throw new RangeError(`Not a stream name: ${JSON.stringify(stream)}`);
  const ids = new Set<string>();
  return events.map((event) => {
    if (!isUuid(event.id)) throw new RangeError(`Not an event id: ${JSON.stringify(event.id)}`);
    if (ids.has(event.id)) throw new EventIdConflictError(event.id);
    ids.add(event.id);
    return { id: event.id, type: event.type, ...codec.encode(event) };
  });
};
