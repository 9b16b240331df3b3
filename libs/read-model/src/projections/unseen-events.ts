import type { RecordedEvent, Revision, StreamName } from '@postbode/kernel';
import { RevisionGapError } from './projection.errors.js';

/**
 * The events a read model has not seen yet, by the last revision it knows of each stream.
 * @param known streams without an entry have not been seen at all
 * @throws RevisionGapError when an event between the known ones and these is missing
 */
export const unseenEvents = (events: readonly RecordedEvent[], known: ReadonlyMap<StreamName, Revision>): RecordedEvent[] => {
  const last = new Map(known);
  return events.filter((event) => {
    const before = last.get(event.stream) ?? -1;
    if (event.revision <= before) return false;
    if (event.revision !== before + 1) throw new RevisionGapError(event, before);
    last.set(event.stream, event.revision);
    return true;
  });
};
