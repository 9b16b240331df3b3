import type { Migration } from '@postbode/postgres';

/**
 * `data` and `metadata` are text, not jsonb: the log gives back the exact bytes written (jsonb reorders keys and refuses
 * \u0000), so that they can be hashed later.
 */
const table = `
CREATE SCHEMA event_store;

CREATE TABLE event_store.event (
  position bigint NOT NULL CONSTRAINT event_position PRIMARY KEY,
  recorded_at timestamptz NOT NULL,
  id uuid NOT NULL CONSTRAINT event_id UNIQUE,
  revision int NOT NULL,
  category text NOT NULL,
  stream text NOT NULL,
  type text NOT NULL,
  data text NOT NULL,
  metadata text NOT NULL,
  CONSTRAINT event_stream_revision UNIQUE (stream, revision)
);

CREATE INDEX event_category ON event_store.event (category, position);`;

/** Statement triggers cost an insert nothing; ALWAYS, so that \`session_replication_role\` does not switch them off. */
const appendOnly = `
CREATE FUNCTION event_store.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The event log is append-only: % refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event_store.event
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.refuse_change();
ALTER TABLE event_store.event ENABLE ALWAYS TRIGGER event_append_only;

REVOKE UPDATE, DELETE, TRUNCATE ON event_store.event FROM PUBLIC, CURRENT_USER;`;

/**
 * The only way in. The lock comes first, so that positions are given in the order of commits (pitfall D1, D2) and
 * everything after it is one index probe per check and one INSERT. Calls must be single autocommit statements: a client that
 * stalls inside a transaction would hold up every writer.
 *
 * The id check probes the first id only: a retried append has all of its ids in the log, and any other overlap meets the
 * unique constraint (23505) and fails the whole call.
 */
const append = `
CREATE FUNCTION event_store.append(
  to_stream text, expected int, ids uuid[], types text[], datas text[], metadatas text[],
  OUT outcome text, OUT revision int, OUT "position" bigint
) LANGUAGE plpgsql AS $$
DECLARE
  head bigint;
  taken bigint;
  same bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7311146993704723456);
  IF current_setting('synchronous_commit') = 'off' OR current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'Appending needs synchronous_commit and READ COMMITTED.' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

  IF EXISTS (SELECT FROM event_store.event e WHERE e.id = ids[1]) THEN
    SELECT count(e.id), count(e.id) FILTER (WHERE e.stream = to_stream AND e.type = n.type AND e.data = n.data), max(e.revision), max(e.position)
      INTO taken, same, revision, "position"
      FROM unnest(ids, types, datas) AS n (id, type, data) LEFT JOIN event_store.event e ON e.id = n.id;
    outcome := CASE WHEN taken = cardinality(ids) AND same = taken THEN 'duplicate' ELSE 'id-conflict' END;
    RETURN;
  END IF;

  SELECT coalesce((SELECT max(e.revision) FROM event_store.event e WHERE e.stream = to_stream), -1),
         coalesce((SELECT max(e.position) FROM event_store.event e), 0)
    INTO revision, head;
  IF expected IS NOT NULL AND expected <> revision THEN
    outcome := 'wrong-revision';
    RETURN;
  END IF;

  INSERT INTO event_store.event (position, recorded_at, id, revision, category, stream, type, data, metadata)
    SELECT head + n.index, now_at, n.id, append.revision + n.index::int, of_category, to_stream, n.type, n.data, n.metadata
      FROM (SELECT clock_timestamp(), split_part(to_stream, '-', 1)) AS call (now_at, of_category),
           unnest(ids, types, datas, metadatas) WITH ORDINALITY AS n (id, type, data, metadata, index);
  outcome := 'appended';
  revision := revision + cardinality(ids);
  "position" := head + cardinality(ids);
END $$;`;

export const eventStoreMigrations: readonly Migration[] = [{ name: '0001-event-log', sql: table + appendOnly + append }];
