import { Pool, types, type PoolConfig } from 'pg';

const parserOf = types.getTypeParser as (oid: number, format?: 'text' | 'binary') => unknown;

/** bigserial and count(*) arrive as `bigint`, once and for all (pitfall: node-postgres gives strings). */
const parsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    return oid === (types.builtins.INT8 as number) && format !== 'binary' ? BigInt : parserOf(oid, format);
  },
} as PoolConfig['types'];

export interface PoolOptions {
  readonly connectionString: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Default 10. */
  readonly max?: number;
  /** Milliseconds a statement may run. Default 30,000. */
  readonly statementTimeoutMs?: number;
}

/** A pool whose idle connections may break without ending the process: the next query reports it. */
export const createPool = (options: PoolOptions): Pool => {
  const pool = new Pool({
    connectionString: options.connectionString,
    application_name: options.applicationName,
    max: options.max ?? 10,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    connectionTimeoutMillis: 10_000,
    types: parsers,
  });
  pool.on('error', () => undefined);
  return pool;
};

export type { Pool, PoolClient } from 'pg';
