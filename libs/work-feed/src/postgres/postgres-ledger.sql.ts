export const recordPartitions = `
  INSERT INTO work_feed.feed (partitions) VALUES ($1) ON CONFLICT DO NOTHING`;

export const createPartitions = `
  WITH created AS (
    INSERT INTO work_feed.partition (number) SELECT generate_series(0, $1::int - 1) ON CONFLICT DO NOTHING RETURNING number)
  INSERT INTO work_feed.progress (partition) SELECT number FROM created`;

export const append = `SELECT work_feed.append($1, $2, $3, $4, $5, $6)`;

/** The lease runs by the database's clock alone (pitfall 26). */
export const renew = `
  WITH renewed AS (
    INSERT INTO work_feed.consumer AS c (id, lease_expires_at, presence)
    VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond', $3)
    ON CONFLICT (id) DO UPDATE SET lease_expires_at = EXCLUDED.lease_expires_at, presence = EXCLUDED.presence)
  SELECT number AS partition, epoch FROM work_feed.partition WHERE owner = $1`;

export const claim = `SELECT quota, number AS partition, epoch, committed FROM work_feed.claim($1, $2)`;

export const fetch = `
  SELECT i.partition, i.item_offset, i.mailbox_id, i.type, i.payload, i.position, i.traceparent
  FROM unnest($1::int[], $2::bigint[]) AS wanted (partition, after)
  CROSS JOIN LATERAL (
    SELECT * FROM work_feed.item i
    WHERE i.partition = wanted.partition AND i.item_offset > wanted.after
    ORDER BY i.item_offset LIMIT $3) i
  ORDER BY i.partition, i.item_offset`;

/** Ownership is checked in the statement that writes, on rows no one can take over until it is committed. */
export const commitIfOwned = `
  WITH owned AS (
    SELECT p.number FROM work_feed.partition p
    JOIN unnest($2::int[], $3::bigint[]) AS claim (number, epoch) ON claim.number = p.number AND claim.epoch = p.epoch
    WHERE p.owner = $1 ORDER BY p.number FOR SHARE OF p)
  UPDATE work_feed.progress g SET committed = done.reached
  FROM unnest($2::int[], $4::bigint[]) AS done (number, reached)
  WHERE g.partition = done.number AND g.partition IN (SELECT number FROM owned)
  RETURNING g.partition`;

export const release = `
  UPDATE work_feed.partition SET owner = NULL WHERE number = $2 AND owner = $1 AND epoch = $3`;

export const leave = `
  WITH freed AS (UPDATE work_feed.partition SET owner = NULL WHERE owner = $1)
  DELETE FROM work_feed.consumer WHERE id = $1`;

export const prune = `
  DELETE FROM work_feed.item i USING work_feed.progress g
  WHERE g.partition = ANY ($1::int[]) AND i.partition = g.partition AND i.item_offset <= g.committed
    AND i.dispatched_at < clock_timestamp() - $2 * interval '1 millisecond'`;

export const assertOwned = `
  SELECT 1 AS owned FROM work_feed.partition WHERE number = $1 AND epoch = $2 AND owner IS NOT NULL FOR SHARE`;
