import { startPosition, streamName } from '@postbode/kernel';
import { createPool, type Pool, type PoolClient } from '@postbode/postgres';
import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { plainJsonCodec } from '../codec/event-codec.js';
import { encodeEvents } from '../encode-events.js';
import { appendSamples, sampleEvents, sampleStream } from '../testing/sample-events.js';
import { appendStatement } from './append-statement.js';
import { PostgresEventStore } from './postgres-event-store.js';

const writers = 16;

/** Ten times what a run takes on two idle cores. */
const runTimeoutMs = 100_000;

/** What a run found: pitfall D1 is `skipped` > 0. */
interface Outcome {
  readonly committed: number;
  /** How often the reader was at the head of the log, where skipping can happen. */
  readonly caughtUp: number;
  readonly rolledBack: number;
  readonly skipped: number;
  /** Seen, though its transaction was rolled back. */
  readonly unwritten: number;
  readonly outOfOrder: number;
  readonly doubled: number;
}

type Insert = (client: PoolClient, writer: number, batch: number) => Promise<string[]>;

const batchSize = 100;

/** The real way in, one call of the append function. */
const appendUnderLock: Insert = async (client, writer) => {
  const stream = streamName('load', String(writer));
  const events = sampleEvents(batchSize);
  await client.query(appendStatement([{ stream, expected: 'any', events: encodeEvents(plainJsonCodec, stream, events) }]));
  return events.map(({ id }) => id);
};

/** The negative control: the same table, positions from a bare sequence, no lock. */
const insertBySequence: Insert = async (client, writer, batch) => {
  const ids = sampleEvents(batchSize).map(({ id }) => id);
  await client.query(
    `INSERT INTO event_store.event (position, recorded_at, id, revision, category, stream, type, data, metadata)
     SELECT nextval('bare_sequence'), clock_timestamp(), n.id, $2 + n.index, 'load', $3, 'SampleHappened', '{}', '{}'
     FROM unnest($1::uuid[]) WITH ORDINALITY AS n (id, index)`,
    [ids, batch * batchSize, `load-${writer}`],
  );
  return ids;
};

/** Every tenth transaction stays open for a while before it ends; every seventh is rolled back. */
const writeBatch = async (client: PoolClient, insert: Insert, writer: number, batch: number): Promise<string[]> => {
  const turn = writer + batch;
  await client.query('BEGIN');
  const ids = await insert(client, writer, batch);
  if (turn % 10 === 0) await client.query('SELECT pg_sleep(0.005)');
  const keep = turn % 7 !== 0;
  await client.query(keep ? 'COMMIT' : 'ROLLBACK');
  return keep ? ids : [];
};

const write = async (url: string, insert: Insert, writer: number, batches: number): Promise<string[][]> => {
  const pool: Pool = createPool({ connectionString: url, applicationName: `writer-${writer}`, max: 1 });
  const client = await pool.connect();
  const written: string[][] = [];
  for (let batch = 0; batch < batches; batch += 1) written.push(await writeBatch(client, insert, writer, batch));
  client.release();
  await pool.end();
  return written;
};

interface Seen {
  readonly ids: Set<string>;
  caughtUp: number;
  doubled: number;
  outOfOrder: number;
}

const lastType = 'RunEnded';

/** Follows the log while it is written, up to the event that ends the run. */
const readAlong = async (store: PostgresEventStore): Promise<Seen> => {
  const seen: Seen = { ids: new Set(), caughtUp: 0, doubled: 0, outOfOrder: 0 };
  let previous = 0n;
  for await (const batch of store.subscribe({ from: startPosition, batchSize: 10_000, signal: AbortSignal.timeout(runTimeoutMs) })) {
    for (const { id, type, position } of batch.events) {
      if (type === lastType) return seen;
      if (position <= previous) seen.outOfOrder += 1;
      if (seen.ids.has(id)) seen.doubled += 1;
      seen.ids.add(id);
      previous = position;
    }
    if (batch.caughtUp) seen.caughtUp += 1;
  }
  throw new Error('The subscription ended by itself.');
};

/** 16 writers on connections of their own and one reader, at the same time. */
const run = async (database: TestDatabase, insert: Insert, batches: number): Promise<Outcome> => {
  await using store = await PostgresEventStore.open({ connectionString: database.url, applicationName: 'reader', pollIntervalMs: 5 });
  await database.pool.query('CREATE SEQUENCE bare_sequence');
  const reading = readAlong(store);
  const written = await Promise.all(Array.from({ length: writers }, (_, writer) => write(database.url, insert, writer, batches)));
  await appendSamples(store, sampleStream(), 1, lastType);
  const seen = await reading;
  const committed = written.flat(2);
  return {
    committed: committed.length,
    rolledBack: written.flat().filter((ids) => ids.length === 0).length,
    skipped: committed.filter((id) => !seen.ids.has(id)).length,
    unwritten: seen.ids.size - committed.filter((id) => seen.ids.has(id)).length,
    caughtUp: seen.caughtUp,
    outOfOrder: seen.outOfOrder,
    doubled: seen.doubled,
  };
};

describe('position order is commit order', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await database[Symbol.asyncDispose]();
  });

  it('16 writers, slow and rolled-back transactions: a reader skips 0 of more than 200,000 events', async () => {
    const outcome = await run(database, appendUnderLock, 150);
    expect(outcome).toMatchObject({ skipped: 0, unwritten: 0, outOfOrder: 0, doubled: 0 });
    expect(outcome.committed).toBeGreaterThanOrEqual(200_000);
    expect(outcome.caughtUp).toBeGreaterThan(50);
    expect(outcome.rolledBack).toBeGreaterThan(300);
  }, 120_000);

  it('negative control: the same reader skips events when writers take positions from a bare sequence', async () => {
    const outcome = await run(database, insertBySequence, 80);
    expect(outcome.committed).toBeGreaterThan(50_000);
    expect(outcome.skipped).toBeGreaterThan(0);
  }, 120_000);
});
