import { specificationOf } from '@postbode/testing';
import {
  createMailbox,
  credentialsSetExample,
  enabledExample,
  exampleCredential,
  exampleMailboxId,
  exampleProfileId,
  exampleTestId,
  mailboxCreatedExample,
  profileFacts,
  testRequestedExample,
} from '../testing/index.js';
import { mailboxDecider } from './mailbox.decider.js';
import type { LegResult } from './mailbox.events.js';

const { given } = specificationOf(mailboxDecider);
const created = mailboxCreatedExample();
const mailboxId = exampleMailboxId;
const success: LegResult = { status: 'Success' };
const cause = { code: 'mail.authentication-failed', message: 'Refused.', remedy: 'Set the password again.', scope: 'mailbox' as const };
const failure: LegResult = { status: 'Failure', cause };
const testMailbox = { type: 'TestMailbox', testId: exampleTestId, enableOnSuccess: true, profile: profileFacts() } as const;

describe('creating a mailbox', () => {
  it('takes methods left blank from the system settings', () => {
    const [event] = mailboxDecider.decide(
      createMailbox({ defaults: { incomingEmailDeliveryMethod: 'None', outgoingEmailDeliveryMethod: 'None' } }),
      { status: 'none' },
    );
    expect(event).toMatchObject({ data: { settings: { incomingEmailDeliveryMethod: 'None', outgoingEmailDeliveryMethod: 'None' } } });
  });

  it('is refused twice, and for a profile that is not there', () => {
    given(created).when(createMailbox()).thenRefused('mailbox.exists');
    given()
      .when(createMailbox({ profile: undefined }))
      .thenRefused('mailbox.profile-missing', '/profileId');
  });

  it('needs a user or queue unless it is a forward mailbox, which sends nothing (1.4)', () => {
    given()
      .when(createMailbox({ regardingObjectId: null }))
      .thenRefused('mailbox.invalid-settings', '/regardingObjectId');
    given()
      .when(createMailbox({ kind: 'Forward' }))
      .thenRefused('mailbox.invalid-settings', '/regardingObjectId', '/outgoingEmailDeliveryMethod');
  });

  it('processes no mail from before the start of its profile (1.1 row 16)', () => {
    const profile = profileFacts({ processEmailsReceivedAfter: '2026-06-01T00:00:00.000Z' });
    const input = { ...createMailbox().input, processEmailReceivedAfter: '2026-06-01T00:00:00.000Z' };
    given().when(createMailbox({ input, profile })).thenRefused('mailbox.invalid-settings', '/processEmailReceivedAfter');
  });
});

describe('changing a mailbox', () => {
  it('records what changed, and disables it when the change makes the last test say nothing', () => {
    given(created, enabledExample)
      .when({ type: 'UpdateMailbox', input: { emailAddress: 'a@example.com' }, profile: profileFacts() })
      .then(
        { type: 'MailboxUpdated', data: { mailboxId, changes: { emailAddress: { from: 'anna@example.com', to: 'a@example.com' } } } },
        { type: 'MailboxDisabled', data: { mailboxId, because: 'SettingsChanged', cause: null } },
      );
  });

  it('keeps it enabled when only its name changed', () => {
    given(created, enabledExample)
      .when({ type: 'UpdateMailbox', input: { name: 'A' }, profile: profileFacts() })
      .then({ type: 'MailboxUpdated', data: { mailboxId, changes: { name: { from: 'Anna', to: 'A' } } } });
  });

  it('moves it to another profile and disables it', () => {
    const other = '99999999-9999-4999-8999-999999999999';
    given(created, enabledExample)
      .when({ type: 'AssociateMailbox', profile: profileFacts({ profileId: other }) })
      .then(
        { type: 'MailboxProfileChanged', data: { mailboxId, from: exampleProfileId, to: other } },
        { type: 'MailboxDisabled', data: { mailboxId, because: 'SettingsChanged', cause: null } },
      );
    given(created).when({ type: 'AssociateMailbox', profile: profileFacts() }).thenNothing();
  });

  it('survives its profile, unlinked (1.4)', () => {
    given(created)
      .when({ type: 'UnlinkDeletedProfile', profileId: exampleProfileId })
      .then({ type: 'MailboxProfileChanged', data: { mailboxId, from: exampleProfileId, to: null } });
    given(created).when({ type: 'UnlinkDeletedProfile', profileId: exampleTestId }).thenNothing();
  });

  it('holds a reference to its password, never the password', () => {
    given(created)
      .when({ type: 'SetMailboxCredentials', username: 'anna@example.com', credential: exampleCredential })
      .then(credentialsSetExample);
  });
});

describe('test and enable', () => {
  it('is asked for when everything it needs is there', () => {
    given(created, credentialsSetExample).when(testMailbox).then(testRequestedExample);
  });

  it.each([
    ['no profile', [mailboxCreatedExample({}, null)], { ...testMailbox, profile: null }, 'mailbox.not-associated'],
    ['an inactive profile', [created], { ...testMailbox, profile: profileFacts({ active: false }) }, 'mailbox.profile-inactive'],
    ['no credentials', [created], testMailbox, 'mailbox.credentials-missing'],
    [
      'credentials it may not use',
      [mailboxCreatedExample({ allowEmailConnectorToUseCredentials: false }), credentialsSetExample],
      testMailbox,
      'mailbox.credentials-not-allowed',
    ],
    [
      'no leg to test',
      [mailboxCreatedExample({ incomingEmailDeliveryMethod: 'None', outgoingEmailDeliveryMethod: 'None' })],
      testMailbox,
      'mailbox.nothing-to-test',
    ],
  ])('is refused with %s', (_, history, command, code) =>
    given(...history)
      .when(command)
      .thenRefused(code),
  );

  it('moves the start of processing when a date is given', () => {
    given(created, credentialsSetExample)
      .when({ ...testMailbox, processEmailReceivedAfter: '2026-10-01T00:00:00.000Z' })
      .then(
        {
          type: 'MailboxUpdated',
          data: { mailboxId, changes: { processEmailReceivedAfter: { from: null, to: '2026-10-01T00:00:00.000Z' } } },
        },
        testRequestedExample,
      );
  });

  const results = (incoming: LegResult, outgoing: LegResult) =>
    ({ type: 'CompleteMailboxTest', testId: exampleTestId, incoming, outgoing }) as const;
  const completed = (incoming: LegResult, outgoing: LegResult) =>
    ({ type: 'MailboxTestCompleted', data: { mailboxId, testId: exampleTestId, incoming, outgoing } }) as const;

  it('enables on success of every leg, and only then', () => {
    given(created, testRequestedExample).when(results(success, success)).then(completed(success, success), enabledExample);
    given(created, testRequestedExample).when(results(success, failure)).then(completed(success, failure));
  });

  it('takes a result once, and none for a test that is not the last one asked for', () => {
    given(created, testRequestedExample, completed(success, success)).when(results(success, success)).thenNothing();
    given(created, testRequestedExample)
      .when({ ...results(success, success), testId: exampleUserTest })
      .thenNothing();
  });

  const exampleUserTest = '66666666-6666-4666-8666-666666666666';
});

describe('the life of a mailbox', () => {
  it('is disabled by request and by a permanent failure, with its cause', () => {
    given(created, enabledExample)
      .when({ type: 'DisableMailbox' })
      .then({ type: 'MailboxDisabled', data: { mailboxId, because: 'Requested', cause: null } });
    given(created, enabledExample)
      .when({ type: 'DisableFailedMailbox', cause })
      .then({ type: 'MailboxDisabled', data: { mailboxId, because: 'PermanentFailure', cause } });
    given(created).when({ type: 'DisableMailbox' }).thenNothing();
  });

  it('looks for mail now only while enabled', () => {
    given(created, enabledExample).when({ type: 'SyncMailboxNow' }).then({ type: 'MailboxSyncRequested', data: { mailboxId } });
    given(created).when({ type: 'SyncMailboxNow' }).thenRefused('mailbox.not-enabled');
  });

  it('ends with its deletion', () => {
    given(created).when({ type: 'DeleteMailbox' }).then({ type: 'MailboxDeleted', data: { mailboxId } });
    given(created, { type: 'MailboxDeleted', data: { mailboxId } }).when({ type: 'DeleteMailbox' }).thenRefused('mailbox.not-found');
  });
});
