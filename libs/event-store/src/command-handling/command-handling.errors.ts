import { DomainError, type Revision, type StreamName } from '@postbode/kernel';

/** The caller decided on a state (its ETag) that is no longer the newest: it must look again before it decides. */
export class StaleRevisionError extends DomainError {
  constructor(
    readonly stream: StreamName,
    readonly expected: Revision,
    readonly actual: Revision,
  ) {
    super('command.stale-revision', 'precondition-failed', `${stream} is at revision ${actual}, not ${expected}.`, {
      details: { expected, actual },
    });
  }
}
