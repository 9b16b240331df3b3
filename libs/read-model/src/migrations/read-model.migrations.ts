import type { Migration } from '@postbode/postgres';

/** Table names are without schema: they are made in whatever schema the search path names. */
const checkpoint = `
CREATE TABLE checkpoint (name text PRIMARY KEY, version int NOT NULL, position bigint NOT NULL);`;

const configuration = `
CREATE TABLE profile (
  id uuid PRIMARY KEY,
  server_type text NOT NULL,
  status text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  incoming_server_location text NOT NULL,
  outgoing_server_location text NOT NULL,
  incoming_port_number int NOT NULL,
  outgoing_port_number int NOT NULL,
  incoming_use_ssl boolean NOT NULL,
  outgoing_use_ssl boolean NOT NULL,
  incoming_tls_mode text NOT NULL,
  outgoing_tls_mode text NOT NULL,
  incoming_credential_retrieval text NOT NULL,
  outgoing_credential_retrieval text NOT NULL,
  use_same_settings_for_outgoing_connections boolean NOT NULL,
  incoming_authentication_protocol text NOT NULL,
  outgoing_authentication_protocol text NOT NULL,
  process_emails_received_after timestamptz,
  max_concurrent_connections int NOT NULL,
  min_polling_interval_in_minutes int NOT NULL,
  revision int NOT NULL,
  position bigint NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX profile_by_name ON profile (name, id) WHERE status <> 'Deleted';

CREATE TABLE mailbox (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  regarding_object_id uuid,
  profile_id uuid,
  deleted boolean NOT NULL,
  name text NOT NULL,
  email_address text NOT NULL,
  incoming_email_delivery_method text NOT NULL,
  outgoing_email_delivery_method text NOT NULL,
  allow_email_connector_to_use_credentials boolean NOT NULL,
  process_email_received_after timestamptz,
  username text,
  credentials_set boolean NOT NULL,
  credentials_version int,
  enabled_incoming boolean NOT NULL,
  enabled_outgoing boolean NOT NULL,
  incoming_status text NOT NULL,
  incoming_cause jsonb,
  outgoing_status text NOT NULL,
  outgoing_cause jsonb,
  test_id uuid,
  test_state text NOT NULL,
  test_requested_at timestamptz,
  test_completed_at timestamptz,
  disabled_reason text,
  disabled_cause jsonb,
  revision int NOT NULL,
  position bigint NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX mailbox_by_name ON mailbox (name, id) WHERE NOT deleted;
CREATE INDEX mailbox_by_profile ON mailbox (profile_id, name, id) WHERE NOT deleted;

CREATE TABLE system_settings (
  organization_id uuid PRIMARY KEY,
  default_profile_id uuid,
  default_incoming_email_delivery_method text NOT NULL,
  default_outgoing_email_delivery_method text NOT NULL,
  revision int NOT NULL,
  position bigint NOT NULL,
  updated_at timestamptz NOT NULL
);`;

const mail = `
CREATE TABLE mailbox_sync (
  mailbox_id uuid PRIMARY KEY,
  epoch text,
  cursor jsonb,
  received int NOT NULL,
  on_server int NOT NULL,
  quarantined int NOT NULL,
  skipped int NOT NULL,
  relocated int NOT NULL,
  last_received_at timestamptz,
  revision int NOT NULL,
  position bigint NOT NULL
);

CREATE TABLE email (
  id uuid PRIMARY KEY,
  mailbox_id uuid NOT NULL,
  status text NOT NULL,
  quarantine_reason text,
  protocol text NOT NULL,
  folder text,
  uid_validity text,
  uid bigint,
  uidl text,
  occurrence int,
  remote_key text NOT NULL,
  on_server boolean NOT NULL,
  size bigint,
  sha256 text,
  blob_segment text,
  blob_offset bigint,
  blob_length bigint,
  subject text,
  "from" jsonb,
  "to" jsonb,
  cc jsonb,
  message_id text,
  has_attachments boolean,
  sent_at timestamptz,
  received_at timestamptz,
  arrived_at timestamptz NOT NULL,
  profile_revision int NOT NULL,
  mailbox_revision int NOT NULL,
  revision int NOT NULL,
  position bigint NOT NULL
);
CREATE INDEX email_by_arrival ON email (mailbox_id, arrived_at DESC, id);
CREATE INDEX email_by_remote ON email (mailbox_id, remote_key) WHERE on_server;

CREATE TABLE skipped (
  mailbox_id uuid NOT NULL,
  remote_key text NOT NULL,
  reason text NOT NULL,
  received_at timestamptz NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (mailbox_id, remote_key)
);`;

export const readModelMigrations: readonly Migration[] = [{ name: '0001-read-models', sql: checkpoint + configuration + mail }];
