import { DomainError, type Revision, type StreamName } from '@postbode/kernel';

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
