import type { NewEvent, StreamName } from '@postbode/kernel';
import type { Pool } from '@postbode/postgres';

/**
 * What there would be without an event store: the same columns and indexes, one INSERT a batch, positions counted by the
 * program. No lock, no expected revision, no recognition of repeated events, no schema.
 */
export class RawLog {
  private position = 0;

  private constructor(private readonly pool: Pool) {}

  static async create(pool: Pool): Promise<RawLog> {
    await pool.query('CREATE TABLE raw (LIKE event_store.event INCLUDING INDEXES)');
    return new RawLog(pool);
  }

  /** @param firstRevision of these events in their stream */
  async insert(stream: StreamName, firstRevision: number, events: readonly NewEvent[]): Promise<void> {
    const first = this.position + 1;
    this.position += events.length;
    await this.pool.query({
      name: 'raw-insert',
      text: `INSERT INTO raw (position, recorded_at, id, revision, category, stream, type, data, metadata)
             SELECT position, clock_timestamp(), id, revision, 'mailboxsync', $1, type, data, metadata
               FROM unnest($2::bigint[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[])
                 AS event (position, id, revision, type, data, metadata)`,
      values: [
        stream,
        events.map((_, index) => first + index),
        events.map(({ id }) => id),
        events.map((_, index) => firstRevision + index),
        events.map(({ type }) => type),
        events.map(({ data }) => JSON.stringify(data)),
        events.map(({ metadata }) => JSON.stringify(metadata)),
      ],
    });
  }
}
