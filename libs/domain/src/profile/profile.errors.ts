import { DomainError, type FieldProblem } from '@postbode/kernel';

export const profileNotFound = (): DomainError => new DomainError('profile.not-found', 'not-found', 'There is no such profile.');

export const profileExists = (): DomainError => new DomainError('profile.exists', 'conflict', 'A profile with this id exists already.');

export const serverTypeUnavailable = (serverType: string): DomainError =>
  new DomainError('profile.server-type-unavailable', 'invalid', `This deployment has no connector for ${serverType}.`, {
    fields: [{ pointer: '/serverType', detail: 'no connector for this server type' }],
  });

export const consentMissing = (): DomainError =>
  new DomainError('profile.consent-missing', 'invalid', 'Creating a profile needs consent to the privacy notice.', {
    fields: [{ pointer: '/consent', detail: 'state the version of the privacy notice that was accepted' }],
  });

export const invalidSettings = (fields: readonly FieldProblem[]): DomainError =>
  new DomainError('profile.invalid-settings', 'invalid', 'Some settings cannot be used together or with this kind of server.', { fields });

export const nonSslForbidden = (pointer: string): DomainError =>
  new DomainError(
    'profile.non-ssl-forbidden',
    'invalid',
    'This deployment does not allow connections without TLS (deployment switch AllowNonSSLEmail).',
    { fields: [{ pointer, detail: 'must be true unless AllowNonSSLEmail is on' }], details: { switch: 'AllowNonSSLEmail' } },
  );
