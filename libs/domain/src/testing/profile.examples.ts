import type { CreateProfile, ProfileEvent, ProfileSettings } from '../profile/index.js';

export const exampleProfileId = '11111111-1111-4111-8111-111111111111';

export const exampleSettings: ProfileSettings = {
  name: 'Office',
  description: '',
  incomingServerLocation: 'imap.example.com',
  outgoingServerLocation: 'smtp.example.com',
  incomingPortNumber: 993,
  outgoingPortNumber: 587,
  incomingUseSsl: true,
  outgoingUseSsl: true,
  incomingTlsMode: 'Implicit',
  outgoingTlsMode: 'StartTls',
  incomingCredentialRetrieval: 'UserOrQueue',
  outgoingCredentialRetrieval: 'UserOrQueue',
  useSameSettingsForOutgoingConnections: true,
  incomingAuthenticationProtocol: 'AutoDetect',
  outgoingAuthenticationProtocol: 'AutoDetect',
  processEmailsReceivedAfter: null,
  maxConcurrentConnections: 10,
  minPollingIntervalInMinutes: 0,
};

export const exampleConsent = { by: 'anna', at: '2026-11-01T09:00:00.000Z', noticeVersion: '2026-01' };

export const createProfile = (overrides: Partial<CreateProfile> = {}): CreateProfile => ({
  type: 'CreateProfile',
  profileId: exampleProfileId,
  serverType: 'ImapSmtp',
  input: { name: 'Office', incomingServerLocation: 'imap.example.com', outgoingServerLocation: 'smtp.example.com' },
  consent: exampleConsent,
  deployment: { allowNonSslEmail: false },
  ...overrides,
});

export const profileCreatedExample = (settings: Partial<ProfileSettings> = {}): ProfileEvent => ({
  type: 'ProfileCreated',
  data: {
    profileId: exampleProfileId,
    serverType: 'ImapSmtp',
    settings: { ...exampleSettings, ...settings },
    defaulted: [],
    consent: exampleConsent,
  },
});
