import type { Migration } from '@postbode/postgres';

/** What workers and followers note beside the log. Not made from events, so it lies outside the schemas a rebuild swaps. */
const telemetry = `
CREATE SCHEMA telemetry;

CREATE TABLE telemetry.sync_telemetry (
  mailbox_id uuid PRIMARY KEY,
  last_sync_started_on timestamptz,
  last_successful_sync_completed_on timestamptz,
  last_sync_error_code text,
  last_sync_error text,
  last_sync_error_occurred_on timestamptz,
  last_sync_error_count int NOT NULL DEFAULT 0,
  items_processed_for_last_sync int,
  next_due_at timestamptz,
  host_id text,
  push_active boolean NOT NULL DEFAULT false
);

CREATE TABLE telemetry.leader_lease (
  name text PRIMARY KEY,
  holder text NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE TABLE telemetry.follower (name text PRIMARY KEY, position bigint NOT NULL);`;

export const telemetryMigrations: readonly Migration[] = [{ name: '0001-telemetry', sql: telemetry }];
