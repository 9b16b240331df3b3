import { specificationOf } from '@postbode/testing';
import { createProfile, exampleProfileId, exampleSettings, profileCreatedExample } from '../testing/index.js';
import { profileDecider } from './profile.decider.js';

const { given } = specificationOf(profileDecider);
const created = profileCreatedExample();
const data = { profileId: exampleProfileId };
const deployment = { allowNonSslEmail: false };

describe('creating a profile', () => {
  it('fills in blank ports and says which fields were defaulted (1.1 row 12)', () => {
    const [event] = profileDecider.decide(createProfile(), profileDecider.initialState());
    expect(event).toMatchObject({ type: 'ProfileCreated', data: { settings: exampleSettings } });
    expect(event?.type === 'ProfileCreated' && event.data.defaulted).toContain('incomingPortNumber');
    expect(event?.type === 'ProfileCreated' && event.data.defaulted).not.toContain('incomingServerLocation');
  });

  it.each([
    ['ImapSmtp', true, 993, 587],
    ['ImapSmtp', false, 143, 25],
    ['Pop3Smtp', true, 995, 587],
    ['Pop3Smtp', false, 110, 25],
  ] as const)('defaults the ports of %s with TLS %s to %i and %i', (serverType, tls, incoming, outgoing) => {
    const input = { ...createProfile().input, incomingUseSsl: tls, outgoingUseSsl: tls };
    const [event] = profileDecider.decide(
      createProfile({ serverType, input, deployment: { allowNonSslEmail: true } }),
      profileDecider.initialState(),
    );
    expect(event).toMatchObject({ data: { settings: { incomingPortNumber: incoming, outgoingPortNumber: outgoing } } });
  });

  it.each([
    [143, 'StartTls'],
    [993, 'Implicit'],
    [10_993, 'Implicit'],
  ] as const)('takes port %i as %s unless told otherwise', (incomingPortNumber, incomingTlsMode) => {
    const [event] = profileDecider.decide(
      createProfile({ input: { ...createProfile().input, incomingPortNumber } }),
      profileDecider.initialState(),
    );
    expect(event).toMatchObject({ data: { settings: { incomingTlsMode } } });
  });

  it('is refused without consent to the privacy notice (1.6)', () => {
    given()
      .when(createProfile({ consent: undefined }))
      .thenRefused('profile.consent-missing', '/consent');
  });

  it('is refused for a server type without connector', () => {
    given()
      .when(createProfile({ serverType: 'ExchangeServer' }))
      .thenRefused('profile.server-type-unavailable', '/serverType');
  });

  it('is refused twice', () => {
    given(created).when(createProfile()).thenRefused('profile.exists');
  });

  it.each(['https://imap.example.com/', 'imap.example.com:993', 'imap example', 'user@host', '', 'a\r\nb'])(
    'refuses %j as a server location (1.1 row 5)',
    (incomingServerLocation) => {
      given()
        .when(createProfile({ input: { ...createProfile().input, incomingServerLocation } }))
        .thenRefused('profile.invalid-settings', '/incomingServerLocation');
    },
  );

  it('refuses connections without TLS unless AllowNonSSLEmail is on, in both directions (1.3, 1.7 row 8)', () => {
    const clear = (field: 'incomingUseSsl' | 'outgoingUseSsl', allowNonSslEmail: boolean) =>
      createProfile({ input: { ...createProfile().input, [field]: false }, deployment: { allowNonSslEmail } });
    given().when(clear('incomingUseSsl', false)).thenRefused('profile.non-ssl-forbidden', '/incomingUseSsl');
    given().when(clear('outgoingUseSsl', false)).thenRefused('profile.non-ssl-forbidden', '/outgoingUseSsl');
    expect(profileDecider.decide(clear('incomingUseSsl', true), { status: 'none' })).toHaveLength(1);
  });
});

describe('the authentication matrix (1.2)', () => {
  const incoming = (incomingCredentialRetrieval: string) =>
    createProfile({ input: { ...createProfile().input, incomingCredentialRetrieval } as never });
  const outgoing = (outgoingCredentialRetrieval: string) =>
    createProfile({
      input: { ...createProfile().input, useSameSettingsForOutgoingConnections: false, outgoingCredentialRetrieval } as never,
    });

  it.each(['EmailServerProfile', 'ServerToServer', 'WindowsIntegrated', 'WithoutCredentials', 'GmailOAuth'])(
    'refuses %s on an incoming IMAP leg',
    (retrieval) => given().when(incoming(retrieval)).thenRefused('profile.invalid-settings'),
  );

  it.each(['EmailServerProfile', 'ServerToServer', 'AzureAdOAuth'])('refuses %s on an outgoing SMTP leg', (retrieval) =>
    given().when(outgoing(retrieval)).thenRefused('profile.invalid-settings', '/outgoingCredentialRetrieval'),
  );

  it.each(['UserOrQueue', 'WindowsIntegrated', 'WithoutCredentials'])('takes %s on an outgoing SMTP leg', (retrieval) => {
    expect(profileDecider.decide(outgoing(retrieval), { status: 'none' })).toHaveLength(1);
  });

  it('copies only the credential settings to the outgoing leg when they are the same (1.1 row 11)', () => {
    const input = { ...createProfile().input, outgoingCredentialRetrieval: 'WithoutCredentials' as const, outgoingPortNumber: 2525 };
    const [event] = profileDecider.decide(createProfile({ input }), { status: 'none' });
    expect(event).toMatchObject({ data: { settings: { outgoingCredentialRetrieval: 'UserOrQueue', outgoingPortNumber: 2525 } } });
  });
});

describe('updating a profile', () => {
  it('records field by field what changed, from and to', () => {
    given(created)
      .when({ type: 'UpdateProfile', input: { name: 'Head office' }, deployment })
      .then({ type: 'ProfileUpdated', data: { ...data, changes: { name: { from: 'Office', to: 'Head office' } }, defaulted: [] } });
  });

  it('says nothing when nothing changed', () => {
    given(created)
      .when({ type: 'UpdateProfile', input: { name: 'Office' }, deployment })
      .thenNothing();
  });

  it('fills the port in again when TLS is switched and the port is not named', () => {
    given(created)
      .when({ type: 'UpdateProfile', input: { incomingUseSsl: false }, deployment: { allowNonSslEmail: true } })
      .then({
        type: 'ProfileUpdated',
        data: {
          ...data,
          changes: {
            incomingUseSsl: { from: true, to: false },
            incomingPortNumber: { from: 993, to: 143 },
            incomingTlsMode: { from: 'Implicit', to: 'StartTls' },
          },
          defaulted: ['incomingPortNumber', 'incomingTlsMode'],
        },
      });
  });

  it('keeps the rules', () => {
    given(created)
      .when({ type: 'UpdateProfile', input: { incomingUseSsl: false }, deployment })
      .thenRefused('profile.non-ssl-forbidden');
  });
});

describe('the life of a profile', () => {
  it('is activated and deactivated once', () => {
    given(created).when({ type: 'ActivateProfile' }).thenNothing();
    given(created).when({ type: 'DeactivateProfile' }).then({ type: 'ProfileDeactivated', data });
    given(created, { type: 'ProfileDeactivated', data }).when({ type: 'ActivateProfile' }).then({ type: 'ProfileActivated', data });
  });

  it('ends with its deletion', () => {
    given(created).when({ type: 'DeleteProfile' }).then({ type: 'ProfileDeleted', data });
    given(created, { type: 'ProfileDeleted', data }).when({ type: 'ActivateProfile' }).thenRefused('profile.not-found');
    given(created, { type: 'ProfileDeleted', data }).when(createProfile()).thenRefused('profile.exists');
    given().when({ type: 'DeleteProfile' }).thenRefused('profile.not-found');
  });
});
