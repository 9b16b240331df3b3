import { migrate, type Migration, type Pool } from '@postbode/postgres';

/**
 * Secrets live here and nowhere else, so that the query service's role can be kept out of this one schema. `credential_use` is only ever
 * added to. A destroyed row's old version lies in the table's free space until vacuum, and in backups until they expire.
 */
const migrations: readonly Migration[] = [
  {
    name: '0001-vault',
    sql: `
      CREATE SCHEMA vault;
      REVOKE ALL ON SCHEMA vault FROM PUBLIC;

      CREATE TABLE vault.credential (
        credential_id text PRIMARY KEY,
        version int NOT NULL CHECK (version > 0),
        owner text NOT NULL,
        purpose text NOT NULL,
        key_id text,
        wrapped_key bytea,
        ciphertext bytea,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        destroyed_at timestamptz,
        UNIQUE (owner, purpose, version),
        CHECK (num_nonnulls(key_id, wrapped_key, ciphertext) = CASE WHEN destroyed_at IS NULL THEN 3 ELSE 0 END)
      );

      CREATE TABLE vault.data_key (
        owner text PRIMARY KEY,
        key_id text,
        wrapped_key bytea,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        destroyed_at timestamptz,
        CHECK (num_nonnulls(key_id, wrapped_key) = CASE WHEN destroyed_at IS NULL THEN 2 ELSE 0 END)
      );

      CREATE TABLE vault.credential_use (
        use_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        credential_id text NOT NULL,
        version int NOT NULL,
        owner text NOT NULL,
        purpose text NOT NULL,
        actor_id text NOT NULL,
        actor_kind text NOT NULL,
        reason text NOT NULL,
        used_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX ON vault.credential_use (credential_id);

      CREATE FUNCTION vault.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'vault.credential_use is only added to'; END $$;
      CREATE TRIGGER credential_use_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vault.credential_use
        FOR EACH STATEMENT EXECUTE FUNCTION vault.refuse_change();`,
  },
];

export const migrateVault = (pool: Pool): Promise<void> => migrate(pool, 'vault', migrations);
