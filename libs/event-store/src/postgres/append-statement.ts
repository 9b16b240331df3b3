import type { StreamName } from '@postbode/kernel';
import type { QueryConfig } from 'pg';
import type { EncodedEvent } from '../encode-events.js';
import type { ExpectedRevision } from '../event-store.js';
import { textArray, uuidArray } from './binary-array.js';

export interface AppendRequest {
  readonly stream: StreamName;
  readonly expected: ExpectedRevision;
  readonly events: readonly EncodedEvent[];
}

export interface AppendRow {
  readonly outcome: 'appended' | 'duplicate' | 'id-conflict' | 'wrong-revision';
  /** After the append; the stream's actual one when the outcome is `wrong-revision`. */
  readonly revision: number;
  readonly position: bigint;
}

const types = ['text', 'int', 'uuid[]', 'text[]', 'text[]', 'text[]'];

const callParameters = (call: number): string =>
  `(${call}, ${types.map((type, index) => `$${call * types.length + index + 1}::${type}`).join(', ')})`;

const valuesOf = ({ stream, expected, events }: AppendRequest): unknown[] => [
  stream,
  expected === 'any' ? null : expected,
  uuidArray(events.map(({ id }) => id)),
  textArray(events.map(({ type }) => type)),
  textArray(events.map(({ data }) => data)),
  textArray(events.map(({ metadata }) => metadata)),
];

/**
 * One statement, hence one transaction, for one or more appends, answered by one row each in the same order. Each call of
 * the (volatile) SQL function sees what the call before it did. A taken event id (23505) fails all of them.
 */
export const appendStatement = (requests: readonly AppendRequest[]): QueryConfig & { name: string } => ({
  name: `event-store-append-${requests.length}`,
  text: `SELECT result.* FROM (VALUES ${requests.map((_, call) => callParameters(call)).join(', ')})
           AS call (index, stream, expected, ids, types, datas, metadatas)
         CROSS JOIN LATERAL event_store.append(stream, expected, ids, types, datas, metadatas) AS result ORDER BY call.index`,
  values: requests.flatMap(valuesOf),
});
