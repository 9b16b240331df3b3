import { idOf, streamName, type RecordedEvent } from '@postbode/kernel';
import { In, type EntityTarget, type FindOptionsWhere, type ObjectLiteral } from 'typeorm';
import type { ReadModelSql } from '../database/read-model-sql.js';
import { unseenEvents } from './unseen-events.js';

interface StreamRow extends ObjectLiteral {
  revision: number;
  position: bigint;
}

export interface StreamRows<Row extends StreamRow> {
  readonly entity: EntityTarget<Row>;
  readonly category: string;
  /** The property that holds the stream's id. */
  readonly key: keyof Row & string;
  /** The row after the event; revision and position are seen to. */
  readonly evolve: (row: Row | undefined, event: RecordedEvent) => Row;
}

/** The usual projection: one row a stream. Load the rows, fold the events, write the rows back whole. */
export const applyToStreamRows = async <Row extends StreamRow>(
  sql: ReadModelSql,
  events: readonly RecordedEvent[],
  { entity, category, key, evolve }: StreamRows<Row>,
): Promise<void> => {
  const ids = [...new Set(events.map(({ stream }) => idOf(stream)))];
  const found = await sql.find(entity, { [key]: In(ids) } as FindOptionsWhere<Row>);
  const rows = new Map(found.map((row) => [streamName(category, String(row[key])), row]));
  const revisions = new Map([...rows].map(([stream, row]) => [stream, row.revision]));
  const unseen = unseenEvents(events, revisions);
  for (const event of unseen) {
    const { revision, position } = event;
    rows.set(event.stream, { ...evolve(rows.get(event.stream), event), revision, position });
  }
  const changed = new Set(unseen.map(({ stream }) => stream));
  await sql.upsert(
    entity,
    [...rows].flatMap(([stream, row]) => (changed.has(stream) ? [row] : [])),
  );
};
