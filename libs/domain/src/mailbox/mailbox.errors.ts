import { DomainError, type FieldProblem } from '@postbode/kernel';

export const mailboxNotFound = (): DomainError => new DomainError('mailbox.not-found', 'not-found', 'There is no such mailbox.');

export const mailboxExists = (): DomainError => new DomainError('mailbox.exists', 'conflict', 'A mailbox with this id exists already.');

export const invalidMailbox = (fields: readonly FieldProblem[]): DomainError =>
  new DomainError('mailbox.invalid-settings', 'invalid', 'Some settings of the mailbox cannot be used together.', { fields });

export const profileMissing = (): DomainError =>
  new DomainError('mailbox.profile-missing', 'invalid', 'There is no such profile to associate the mailbox with.', {
    fields: [{ pointer: '/profileId', detail: 'no such profile' }],
  });

export const notAssociated = (): DomainError =>
  new DomainError('mailbox.not-associated', 'conflict', 'The mailbox has no profile; associate it with one first.');

export const profileNotActive = (): DomainError =>
  new DomainError('mailbox.profile-inactive', 'conflict', 'The profile of the mailbox is deactivated; activate it first.');

export const credentialsMissing = (): DomainError =>
  new DomainError('mailbox.credentials-missing', 'conflict', 'The mailbox has no user name and password; set its credentials first.');

export const credentialsNotAllowed = (): DomainError =>
  new DomainError(
    'mailbox.credentials-not-allowed',
    'conflict',
    'The mailbox does not allow its credentials to be used; set allowEmailConnectorToUseCredentials first.',
  );

export const notEnabled = (): DomainError =>
  new DomainError('mailbox.not-enabled', 'conflict', 'The mailbox is not enabled; test and enable it first.');

export const nothingToTest = (): DomainError =>
  new DomainError('mailbox.nothing-to-test', 'conflict', 'Neither delivery method of the mailbox is server-side synchronization.');
