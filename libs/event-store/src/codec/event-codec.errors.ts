import { DomainError, type FieldProblem } from '@postbode/kernel';

/** Written or read: nobody registered this type. Never skipped, or a projection would be quietly wrong (pitfall 9). */
export class UnknownEventTypeError extends DomainError {
  constructor(readonly eventType: string) {
    super('event-store.unknown-event-type', 'unavailable', `No event definition is registered for ${eventType}.`, {
      details: { eventType },
    });
  }
}

/** The log holds a version newer than this program knows: it was written by a later release. */
export class UnsupportedSchemaVersionError extends DomainError {
  constructor(
    readonly eventType: string,
    readonly version: number,
    readonly newestKnown: number,
  ) {
    super(
      'event-store.unsupported-schema-version',
      'unavailable',
      `${eventType} has schema version ${version}; this release knows versions 1 to ${newestKnown}.`,
      { details: { eventType, version, newestKnown } },
    );
  }
}

/** Data that does not match its own schema is not written. Names the fields, never their values. */
export class InvalidEventDataError extends DomainError {
  constructor(
    readonly eventType: string,
    fields: readonly FieldProblem[],
    cause: unknown,
  ) {
    const where = fields.map(({ pointer, detail }) => `${pointer === '' ? '/' : pointer}: ${detail}`).join('; ');
    super('event-store.invalid-event-data', 'invalid', `The data of ${eventType} does not match its schema (${where}).`, { fields, cause });
  }
}

/** A stored event that its upcaster, or JSON itself, refuses. */
export class UnreadableEventError extends DomainError {
  constructor(
    readonly eventType: string,
    cause: unknown,
  ) {
    super('event-store.unreadable-event', 'unavailable', `A stored ${eventType} could not be read.`, { cause, details: { eventType } });
  }
}
