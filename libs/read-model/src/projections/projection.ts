import type { RecordedEvent } from '@postbode/kernel';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { ReadModelSql } from '../database/read-model-sql.js';
import type { EnvelopeOpener } from '../envelope/envelope-opener.js';

export interface ProjectionContext {
  readonly envelopes: EnvelopeOpener;
}

/**
 * How events become rows. Data, not a class: the runner, the rebuild and the comparison all read it.
 * Idempotent by the revision of each stream, so that a batch may come twice, or cut differently.
 */
export interface Projection {
  readonly name: string;
  /** Raise it when the same events make other rows: runners then refuse rows of another version until they are rebuilt. */
  readonly version: number;
  /** Stream categories; it is given every event of them. */
  readonly handles: readonly string[];
  /** The tables it alone writes. */
  readonly tables: readonly EntityTarget<ObjectLiteral>[];
  /**
   * What needs no database and much computing, for instance opening envelopes: done for the next batch while this one is being
   * written. `apply` is given the context it returns, or the plain one.
   */
  prepare?(events: readonly RecordedEvent[], context: ProjectionContext): Promise<ProjectionContext>;
  /**
   * @param events in position order, of the handled categories, none left out
   * @throws UnknownEventError, RevisionGapError, or what reading and writing throws: the transaction is then rolled back
   */
  apply(sql: ReadModelSql, events: readonly RecordedEvent[], context: ProjectionContext): Promise<void>;
}
