import { createHash, randomUUID } from 'node:crypto';
import type { Pool } from '@postbode/postgres';
import {
  answerLifetimeSeconds,
  attemptLifetimeSeconds,
  type IdempotencyClaim,
  IdempotencyStore,
  type IdempotentRequest,
  type StoredAnswer,
} from './idempotency-store.js';

interface Row {
  readonly fingerprint: string;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: string | null;
}

const keyOf = ({ scope }: IdempotentRequest): Buffer => createHash('sha256').update(scope).digest();

const claimSql = `
  INSERT INTO http.idempotency AS i (scope, principal, fingerprint, attempt) VALUES ($1, $2, $3, $4)
  ON CONFLICT (scope) DO UPDATE
    SET fingerprint = EXCLUDED.fingerprint, attempt = EXCLUDED.attempt, started_at = clock_timestamp(), status = NULL, headers = NULL, body = NULL
    WHERE i.started_at < clock_timestamp() - make_interval(secs => ${answerLifetimeSeconds})
       OR (i.status IS NULL AND i.fingerprint = EXCLUDED.fingerprint
           AND i.started_at < clock_timestamp() - make_interval(secs => ${attemptLifetimeSeconds}))
  RETURNING attempt`;

const outcomeOf = (row: Row, fingerprint: string): IdempotencyClaim => {
  if (row.fingerprint !== fingerprint) return { kind: 'mismatch' };
  if (row.status === null) return { kind: 'in-progress' };
  return { kind: 'answered', answer: { status: row.status, headers: row.headers ?? {}, body: row.body } };
};

/** Table `http.idempotency`; times are the database's own. */
export class PostgresIdempotencyStore extends IdempotencyStore {
  constructor(private readonly pool: Pool) {
    super();
  }

  async claim(request: IdempotentRequest): Promise<IdempotencyClaim> {
    const key = keyOf(request);
    const attempt = randomUUID();
    const claimed = await this.pool.query(claimSql, [key, request.principal, request.fingerprint, attempt]);
    if (claimed.rowCount === 1) return { kind: 'claimed', attempt };
    const { rows } = await this.pool.query<Row>('SELECT fingerprint, status, headers, body FROM http.idempotency WHERE scope = $1', [key]);
    // Released between the two statements: the caller may simply try again.
    return rows[0] === undefined ? { kind: 'in-progress' } : outcomeOf(rows[0], request.fingerprint);
  }

  async complete(request: IdempotentRequest, attempt: string, { status, headers, body }: StoredAnswer): Promise<void> {
    await this.pool.query('UPDATE http.idempotency SET status = $3, headers = $4, body = $5 WHERE scope = $1 AND attempt = $2', [
      keyOf(request),
      attempt,
      status,
      JSON.stringify(headers),
      body,
    ]);
  }

  async release(request: IdempotentRequest, attempt: string): Promise<void> {
    await this.pool.query('DELETE FROM http.idempotency WHERE scope = $1 AND attempt = $2 AND status IS NULL', [keyOf(request), attempt]);
  }

  async purge(): Promise<number> {
    const { rowCount } = await this.pool.query(
      'DELETE FROM http.idempotency WHERE started_at < clock_timestamp() - make_interval(secs => $1)',
      [answerLifetimeSeconds],
    );
    return rowCount ?? 0;
  }

  async forget(principal: string): Promise<number> {
    const { rowCount } = await this.pool.query('DELETE FROM http.idempotency WHERE principal = $1', [principal]);
    return rowCount ?? 0;
  }
}
