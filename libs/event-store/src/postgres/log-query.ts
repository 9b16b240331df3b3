import type { QueryConfig } from 'pg';
import type { EventFilter, ReadDirection } from '../event-store.js';
import { eventColumns } from './event-row.js';

/** A stretch of the log: positions above `low` up to and including `high`. */
export interface LogStretch {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Most positions one statement looks at when only types are asked for: no index leads with the type (it would cost every
 * append), so a rare type is looked for stretch by stretch, and no statement runs long.
 */
const scanWidth = 20_000n;

export const scannedStretch = ({ low, high }: LogStretch, filter: EventFilter, direction: ReadDirection): LogStretch => {
  if (filter.types === undefined || filter.categories !== undefined || high - low <= scanWidth) return { low, high };
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

export const streamQuery = (stream: string, direction: ReadDirection, from: number, limit: number): QueryConfig => {
  const [comparison, order] = direction === 'forwards' ? ['>=', 'ASC'] : ['<=', 'DESC'];
  return {
    name: `event-store-stream-${order}`,
    text: `SELECT ${eventColumns} FROM event_store.event e
           WHERE e.stream = $1 AND e.revision ${comparison} $2 ORDER BY e.revision ${order} LIMIT $3`,
    values: [stream, from, limit],
  };
};
