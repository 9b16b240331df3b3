import { categoryOf, pause, positionOf, type EventLike, type Position, type RecordedEvent, type StreamName } from '@postbode/kernel';
import type { EventLog, LogBatch } from '../running/event-log.js';

/** A log in memory: gives revisions and positions like a real one. Positions have gaps, as they may. */
export class ListLog implements EventLog {
  readonly events: RecordedEvent[] = [];
  private readonly revisions = new Map<StreamName, number>();

  add(stream: StreamName, ...events: EventLike[]): RecordedEvent[] {
    return events.map(({ type, data }) => {
      const revision = (this.revisions.get(stream) ?? -1) + 1;
      this.revisions.set(stream, revision);
      const number = this.events.length + 1;
      const recorded: RecordedEvent = {
        id: `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
        type,
        data,
        stream,
        revision,
        position: positionOf(number * 2),
        recordedAt: new Date(Date.UTC(2026, 10, 1) + number * 1000),
        metadata: {
          commandId: 'c',
          command: 'Test',
          correlationId: 'c',
          causationId: 'c',
          actor: { id: 'test', kind: 'service' },
          schemaVersion: 1,
        },
      };
      this.events.push(recorded);
      return recorded;
    });
  }

  async head(): Promise<Position> {
    return this.events.at(-1)?.position ?? positionOf(0);
  }

  async *subscribe({ from, filter, batchSize, signal }: Parameters<EventLog['subscribe']>[0]): AsyncGenerator<LogBatch, void> {
    const isStopped = (): boolean => signal.aborted;
    for (let position = from, first = true; !isStopped(); first = false) {
      const rest = this.events.filter((event) => event.position > position);
      const wanted = rest.filter(({ stream }) => filter.categories.includes(categoryOf(stream)));
      const events = wanted.slice(0, batchSize);
      const caughtUp = events.length === wanted.length;
      const reached = (caughtUp ? rest : events).at(-1)?.position ?? position;
      if (first || reached > position) yield { events, position: reached, caughtUp };
      position = reached;
      if (caughtUp) await pause(5, signal);
    }
  }
}
