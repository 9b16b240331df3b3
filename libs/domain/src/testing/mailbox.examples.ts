import type { CreateMailbox, MailboxEvent, MailboxSettings, ProfileFacts } from '../mailbox/index.js';
import { exampleProfileId } from './profile.examples.js';

export const exampleMailboxId = '22222222-2222-4222-8222-222222222222';
export const exampleUserId = '33333333-3333-4333-8333-333333333333';
export const exampleTestId = '44444444-4444-4444-8444-444444444444';
export const exampleCredential = { credentialId: '55555555-5555-4555-8555-555555555555', version: 1 };

export const exampleMailboxSettings: MailboxSettings = {
  name: 'Anna',
  emailAddress: 'anna@example.com',
  incomingEmailDeliveryMethod: 'ServerSideSynchronization',
  outgoingEmailDeliveryMethod: 'ServerSideSynchronization',
  allowEmailConnectorToUseCredentials: true,
  processEmailReceivedAfter: null,
};

export const profileFacts = (overrides: Partial<ProfileFacts> = {}): ProfileFacts => ({
  profileId: exampleProfileId,
  active: true,
  incomingCredentialRetrieval: 'UserOrQueue',
  outgoingCredentialRetrieval: 'UserOrQueue',
  processEmailsReceivedAfter: null,
  ...overrides,
});

export const createMailbox = (overrides: Partial<CreateMailbox> = {}): CreateMailbox => ({
  type: 'CreateMailbox',
  mailboxId: exampleMailboxId,
  kind: 'User',
  regardingObjectId: exampleUserId,
  input: { name: 'Anna', emailAddress: 'anna@example.com', allowEmailConnectorToUseCredentials: true },
  defaults: { incomingEmailDeliveryMethod: 'ServerSideSynchronization', outgoingEmailDeliveryMethod: 'ServerSideSynchronization' },
  profile: profileFacts(),
  ...overrides,
});

export const mailboxCreatedExample = (
  settings: Partial<MailboxSettings> = {},
  profileId: string | null = exampleProfileId,
): MailboxEvent => ({
  type: 'MailboxCreated',
  data: {
    mailboxId: exampleMailboxId,
    kind: 'User',
    regardingObjectId: exampleUserId,
    profileId,
    settings: { ...exampleMailboxSettings, ...settings },
    defaulted: [],
  },
});

export const credentialsSetExample: MailboxEvent = {
  type: 'MailboxCredentialsSet',
  data: { mailboxId: exampleMailboxId, username: 'anna@example.com', credential: exampleCredential },
};
export const testRequestedExample: MailboxEvent = {
  type: 'MailboxTestRequested',
  data: { mailboxId: exampleMailboxId, testId: exampleTestId, enableOnSuccess: true },
};
export const enabledExample: MailboxEvent = {
  type: 'MailboxEnabled',
  data: { mailboxId: exampleMailboxId, incoming: true, outgoing: true },
};
