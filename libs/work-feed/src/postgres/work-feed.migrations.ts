import type { Migration } from '@postbode/postgres';

/**
 * A consumer has one lease, its own row: renewing touches no partition, so a long transaction that holds a partition `FOR SHARE`
 * (`assertOwned`) never delays a renewal, while it does keep the partition from being taken over. Offsets are given out under the lock on
 * the one row of `feed`, so their order is the order of commits and a reader never sees a gap fill up behind it (pitfall D1).
 */
const tables = `
CREATE SCHEMA work_feed;
CREATE TABLE work_feed.feed (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  partitions int NOT NULL CHECK (partitions > 0),
  last_dispatched bigint NOT NULL DEFAULT 0,
  last_offset bigint NOT NULL DEFAULT 0);
CREATE TABLE work_feed.consumer (
  id text PRIMARY KEY,
  lease_expires_at timestamptz NOT NULL,
  presence text NOT NULL CHECK (presence IN ('sharing', 'leaving')));
CREATE TABLE work_feed.partition (
  number int PRIMARY KEY,
  owner text,
  epoch bigint NOT NULL DEFAULT 0);
CREATE TABLE work_feed.progress (
  partition int PRIMARY KEY REFERENCES work_feed.partition,
  committed bigint NOT NULL DEFAULT 0);
CREATE TABLE work_feed.item (
  partition int NOT NULL,
  item_offset bigint NOT NULL,
  mailbox_id text NOT NULL,
  type text NOT NULL,
  payload text NOT NULL CHECK (octet_length(payload) <= 65536),
  position bigint NOT NULL,
  traceparent text,
  dispatched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (partition, item_offset));`;

const append = `
CREATE FUNCTION work_feed.append(partitions int[], mailbox_ids text[], types text[], payloads text[], positions bigint[], traceparents text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  head work_feed.feed;
  added bigint;
BEGIN
  SELECT * INTO STRICT head FROM work_feed.feed FOR UPDATE;
  INSERT INTO work_feed.item (partition, item_offset, mailbox_id, type, payload, position, traceparent)
  SELECT i.partition, head.last_offset + row_number() OVER (ORDER BY i.position, i.place),
         i.mailbox_id, i.type, i.payload, i.position, i.traceparent
  FROM unnest(partitions, mailbox_ids, types, payloads, positions, traceparents)
       WITH ORDINALITY AS i (partition, mailbox_id, type, payload, position, traceparent, place)
  WHERE i.position > head.last_dispatched;
  GET DIAGNOSTICS added = ROW_COUNT;
  UPDATE work_feed.feed f
  SET last_offset = f.last_offset + added,
      last_dispatched = GREATEST(f.last_dispatched, (SELECT max(p) FROM unnest(positions) AS p));
END $$;`;

/**
 * Same rule as `fairShares`; the advisory lock makes those who compute it at once take turns. What the caller owns but has not in hand
 * (a release that failed, a claim whose answer was lost) is free first of all.
 */
const claim = `
CREATE FUNCTION work_feed.claim(me text, busy int[])
RETURNS TABLE (quota int, number int, epoch bigint, committed bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  my_quota int;
  in_hand int;
  taken int[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('work_feed.claim'));
  DELETE FROM work_feed.consumer c WHERE c.lease_expires_at < clock_timestamp();
  UPDATE work_feed.partition p SET owner = NULL
  WHERE p.number IN (SELECT q.number FROM work_feed.partition q WHERE q.owner = me AND q.number <> ALL (busy) FOR UPDATE SKIP LOCKED);
  SELECT r.total / r.live + (r.rank <= r.total % r.live)::int INTO my_quota
  FROM (SELECT c.id, row_number() OVER (ORDER BY o.owned DESC, c.id) AS rank, count(*) OVER () AS live, t.total
        FROM work_feed.consumer c
        CROSS JOIN LATERAL (SELECT count(*) AS owned FROM work_feed.partition p WHERE p.owner = c.id) o
        CROSS JOIN (SELECT count(*) AS total FROM work_feed.partition) t
        WHERE c.presence = 'sharing') r
  WHERE r.id = me;
  IF my_quota IS NULL THEN RETURN; END IF;
  SELECT count(*) INTO in_hand FROM work_feed.partition p WHERE p.owner = me;
  WITH free AS (
    SELECT p.number FROM work_feed.partition p
    WHERE p.number <> ALL (busy)
      AND (p.owner IS NULL OR NOT EXISTS (SELECT FROM work_feed.consumer c WHERE c.id = p.owner))
    ORDER BY p.number LIMIT GREATEST(0, my_quota - in_hand) FOR UPDATE OF p SKIP LOCKED),
  taking AS (
    UPDATE work_feed.partition p SET owner = me, epoch = p.epoch + 1 FROM free WHERE p.number = free.number RETURNING p.number)
  SELECT array_agg(taking.number) INTO taken FROM taking;
  RETURN QUERY
    SELECT my_quota, p.number, p.epoch, g.committed
    FROM (SELECT) AS once
    LEFT JOIN (work_feed.partition p JOIN work_feed.progress g ON g.partition = p.number) ON p.number = ANY (taken);
END $$;`;

export const workFeedMigrations: readonly Migration[] = [{ name: '0001-work-feed', sql: `${tables}${append}${claim}` }];
