import { DomainError, type Position, type Revision, type StreamName } from '@postbode/kernel';

export class WrongExpectedRevisionError extends DomainError {
  constructor(
    readonly stream: StreamName,
    readonly expected: Revision,
    readonly actual: Revision,
  ) {
    super('event-store.wrong-expected-revision', 'conflict', `The stream ${stream} is at revision ${actual}, not ${expected}.`, {
      details: { expected, actual },
    });
  }
}

export class EventIdConflictError extends DomainError {
  constructor(readonly eventId: string) {
    super('event-store.event-id-conflict', 'conflict', `Another event already has the id ${eventId}.`);
  }
}

export class EventStoreUnavailableError extends DomainError {
  constructor(cause: unknown) {
    super('event-store.unavailable', 'unavailable', 'The event store could not be reached; retrying is safe.', { cause });
  }
}

/** A reader remembers more than the log holds: the log was restored from a backup, or is another one (pitfall 19). */
export class PositionAheadOfLogError extends DomainError {
  constructor(
    readonly position: Position,
    readonly head: Position,
  ) {
    super('event-store.position-ahead-of-log', 'conflict', `The log ends at ${head}, but the reader asks for events after ${position}.`, {
      details: { position: String(position), head: String(head) },
    });
  }
}
