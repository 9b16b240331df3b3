import { DomainError, type RecordedEvent } from '@postbode/kernel';

/** Never skipped, or the read model would be quietly wrong (pitfall 9). */
export class UnknownEventError extends DomainError {
  constructor(projection: string, { type, id }: Pick<RecordedEvent, 'type' | 'id'>) {
    super('read-model.unknown-event', 'unavailable', `The projection ${projection} does not know ${type} (${id}).`);
  }
}

/** An event is about a row that should be there: the rows were changed by other hands. */
export class MissingRowError extends DomainError {
  constructor(table: string, { type, id }: Pick<RecordedEvent, 'type' | 'id'>) {
    super('read-model.missing-row', 'unavailable', `The row of ${table} that ${type} (${id}) is about is missing: rebuild the read model.`);
  }
}

/** Revisions are dense: a hole means that an event was not delivered. */
export class RevisionGapError extends DomainError {
  constructor({ stream, revision }: Pick<RecordedEvent, 'stream' | 'revision'>, known: number) {
    super('read-model.revision-gap', 'unavailable', `Revision ${revision} of ${stream} follows ${known}: events are missing.`, {
      details: { revision, known },
    });
  }
}

/** Another runner moved the checkpoint: what this one has in hand is stale. */
export class CheckpointMovedError extends DomainError {
  constructor(projection: string) {
    super('read-model.checkpoint-moved', 'conflict', `Another runner moved the checkpoint of ${projection}.`);
  }
}

/** The rows were made by another version of the projection's code: rebuild them (pitfall 10). */
export class ProjectionVersionError extends DomainError {
  constructor(projection: string, code: number, rows: number) {
    super('read-model.projection-version', 'unavailable', `The rows of ${projection} are of version ${rows}; this is version ${code}.`, {
      details: { code, rows },
    });
  }
}

/** Two read models can only be compared at the same position of the log. */
export class PositionsDifferError extends DomainError {
  constructor(differences: readonly string[]) {
    super('read-model.positions-differ', 'conflict', `The read models are at different positions: ${differences.join(', ')}.`);
  }
}
