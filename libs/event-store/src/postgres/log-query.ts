import type { QueryConfig } from 'pg';
import type { EventFilter, ReadDirection } from '../event-store.js';
import { eventColumns } from './event-row.js';

/** A stretch of the log: positions above `low` up to and including `high`. */
export interface LogStretch {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Most positions one statement looks at. No index leads with the type (it would cost every append), so a rare type is looked
 * for stretch by stretch; and on a table not yet analysed the planner collects and sorts the whole stretch for every page
 * (measured: 40,000 positions 22 ms).
 */
const scanWidth = 10_000n;

/** The part of a stretch to look at first. */
export const firstScan = ({ low, high }: LogStretch, direction: ReadDirection): LogStretch => {
  if (high - low <= scanWidth) return { low, high };
  return direction === 'forwards' ? { low, high: low + scanWidth } : { low: high - scanWidth, high };
};

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/**
 * Up to `limit` events of a stretch. By category: the next positions of each category from the index
 * (category, position), merged; so a rare category costs what it holds, not what the log holds.
 */
export const logQuery = (
  { low, high }: LogStretch,
  { categories, types }: EventFilter,
  direction: ReadDirection,
  limit: number,
): QueryConfig => {
  const order = direction === 'forwards' ? 'ASC' : 'DESC';
  const values: unknown[] = [low, high, limit];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const categoriesAt = categories && parameter(unique(categories));
  const typed = types === undefined ? '' : ` AND e.type = ANY(${parameter(unique(types))}::text[])`;
  const stretch = `e.position > $1 AND e.position <= $2${typed}`;
  const ordered = (alias: string): string => `ORDER BY ${alias}.position ${order} LIMIT $3`;
  const text =
    categoriesAt === undefined
      ? `SELECT ${eventColumns} FROM event_store.event e WHERE ${stretch} ${ordered('e')}`
      : `SELECT ${eventColumns} FROM (
           SELECT found.position FROM unnest(${categoriesAt}::text[]) AS wanted (category) CROSS JOIN LATERAL (
             SELECT e.position FROM event_store.event e WHERE e.category = wanted.category AND ${stretch} ${ordered('e')}) AS found
           ${ordered('found')}) AS page JOIN event_store.event e USING (position) ${ordered('e')}`;
  return { name: `event-store-log-${order}${categories ? '-categories' : ''}${types ? '-types' : ''}`, text, values };
};

const newestRevision = 'least($2::int, (SELECT max(revision) FROM event_store.event WHERE stream = $1))';

/** Revisions are dense, so a page is a range of them: no plan, however ill informed, reads more of a long stream than that. */
const streamRanges = {
  forwards: 'e.revision >= $2 AND e.revision < $2::bigint + $3 ORDER BY e.revision',
  backwards: `e.revision <= $2 AND e.revision <= ${newestRevision} AND e.revision > ${newestRevision} - $3 ORDER BY e.revision DESC`,
} as const;

export const streamQuery = (stream: string, direction: ReadDirection, from: number, limit: number): QueryConfig => ({
  name: `event-store-stream-${direction}`,
  text: `SELECT ${eventColumns} FROM event_store.event e WHERE e.stream = $1 AND ${streamRanges[direction]}`,
  values: [stream, from, limit],
});
