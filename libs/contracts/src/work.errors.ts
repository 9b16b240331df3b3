import { DomainError } from '@postbode/kernel';

/** The message is not one of ours, or is broken. Its text is never repeated here: it may hold anything. */
export class UnreadableWorkError extends DomainError {
  constructor(reason: string) {
    super('contracts.unreadable-work', 'invalid', `The work message cannot be read: ${reason}.`);
  }
}

/** Written by a newer release: this one must be upgraded, and the message must not be skipped as if it were broken. */
export class UnsupportedWorkVersionError extends DomainError {
  constructor(readonly version: number) {
    super('contracts.unsupported-work-version', 'precondition-failed', `The work message has version ${version}; this release reads 1.`, {
      details: { version },
    });
  }
}
