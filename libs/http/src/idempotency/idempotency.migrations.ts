import { migrate, type Migration, type Pool } from '@postbode/postgres';

const migrations: readonly Migration[] = [
  {
    name: '0001-idempotency',
    sql: `
      CREATE SCHEMA IF NOT EXISTS http;
      CREATE TABLE http.idempotency (
        scope bytea PRIMARY KEY,
        principal text NOT NULL,
        fingerprint text NOT NULL,
        attempt uuid NOT NULL,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        status smallint,
        headers jsonb,
        body text
      );
      COMMENT ON TABLE http.idempotency IS 'Answers by Idempotency-Key, kept 24 hours. Losing rows doubles nothing: command ids follow from the key.';
      CREATE INDEX idempotency_started_at ON http.idempotency (started_at);
      CREATE INDEX idempotency_principal ON http.idempotency (principal);`,
  },
];

/** Creates or updates the table of {@link PostgresIdempotencyStore}. Safe to run from many processes at once. */
export const migrateHttp = (pool: Pool): Promise<void> => migrate(pool, 'http', migrations);
