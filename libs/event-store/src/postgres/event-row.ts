import { positionOf, type RecordedEvent, type StreamName } from '@postbode/kernel';
import type { EventCodec } from '../codec/event-codec.js';

export interface EventRow {
  readonly position: bigint;
  /** Milliseconds since 1970: cheaper than having the driver parse a timestamp. */
  readonly recorded_ms: number;
  readonly id: string;
  readonly revision: number;
  readonly stream: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

export const eventColumns = `e.position, floor(extract(epoch FROM e.recorded_at) * 1000)::float8 AS recorded_ms,
  e.id, e.revision, e.stream, e.type, e.data, e.metadata`;

export const toRecordedEvent = (codec: EventCodec, row: EventRow): RecordedEvent => {
  const { data, metadata } = codec.decode(row.type, row);
  return {
    id: row.id,
    type: row.type,
    data,
    metadata,
    stream: row.stream as StreamName,
    revision: row.revision,
    position: positionOf(row.position),
    recordedAt: new Date(row.recorded_ms),
  };
};
