import { Inject, Injectable } from '@nestjs/common';
import { categoryOf, type RecordedEvent, type Revision, type StreamName } from '@postbode/kernel';
import { queryPorts, type QueryPorts } from '../query-ports.js';
import { shownOf } from './event-facts.js';
import type { HistoryEntry } from './history.schemas.js';

export interface HistorySlice {
  readonly entries: readonly HistoryEntry[];
  /** For each stream the newest revision not given yet, -1 for none; absent when that is all. */
  readonly next?: readonly Revision[];
}

const toEntry = ({ stream, revision, position, type, recordedAt, metadata, data }: RecordedEvent): HistoryEntry => {
  const { changes = [], facts = {} } = shownOf({ type, data });
  const { actor, command, commandId, reason = null, correlationId, causationId } = metadata;
  const who = { actor: { id: actor.id, kind: actor.kind }, command, commandId, reason, correlationId, causationId };
  const at = recordedAt.toISOString();
  return {
    stream: categoryOf(stream),
    revision,
    position: position.toString(),
    type,
    at,
    ...who,
    changes: [...changes],
    facts: { ...facts },
  };
};

/** Reads streams from their end: what is asked first is what happened last. */
@Injectable()
export class EventHistory {
  constructor(@Inject(queryPorts) private readonly ports: QueryPorts) {}

  /**
   * The streams together, newest first.
   * @param from for each stream where to begin; none: at its end
   */
  async slice(streams: readonly StreamName[], limit: number, from?: readonly Revision[]): Promise<HistorySlice> {
    const read = await Promise.all(streams.map((stream, index) => this.backwards(stream, limit + 1, from?.[index])));
    const all = read.flat().sort((one, other) => (one.position > other.position ? -1 : 1));
    const given = new Set(all.slice(0, limit));
    const entries = [...given].map(toEntry);
    if (all.length <= limit) return { entries };
    return { entries, next: read.map((events) => events.find((event) => !given.has(event))?.revision ?? -1) };
  }

  private async backwards(stream: StreamName, limit: number, from: Revision | undefined): Promise<RecordedEvent[]> {
    if (from === -1) return [];
    const events: RecordedEvent[] = [];
    const options = { direction: 'backwards', limit, ...(from !== undefined && { from }) } as const;
    for await (const event of this.ports.store.readStream(stream, options)) events.push(event);
    return events;
  }
}
