import { categories, theOrganization, type MailboxEvent, type ProfileEvent } from '@postbode/domain';
import {
  credentialsSetExample,
  enabledExample,
  exampleMailboxId,
  exampleProfileId,
  exampleSettings,
  exampleTestId,
  mailboxCreatedExample,
  profileCreatedExample,
  testRequestedExample,
} from '@postbode/domain/testing';
import { streamName, type EventLike, type RecordedEvent } from '@postbode/kernel';
import { MailboxRow, ProfileRow, SystemSettingsRow } from '../entities/index.js';
import { ListLog } from '../testing/list-log.js';
import { PlainEnvelopes } from '../testing/plain-envelopes.js';
import { contentsOf, createReadModelFixture, type ReadModelFixture } from '../testing/read-model-fixture.js';
import { mailboxesProjection, profilesProjection, projections, settingsProjection } from './index.js';
import type { Projection } from './projection.js';
import { UnknownEventError } from './projection.errors.js';

const context = { envelopes: new PlainEnvelopes() };
const cause = { code: 'imap.login-refused', message: 'Refused.', remedy: 'Check the password.', scope: 'mailbox' } as const;

describe('the projections of the configuration', () => {
  let fixture: ReadModelFixture;
  beforeAll(async () => {
    fixture = await createReadModelFixture();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());
  beforeEach(async () => {
    for (const entity of projections.flatMap(({ tables }) => tables))
      await fixture.database.query(`DELETE FROM ${fixture.database.table(entity)} RETURNING 1`);
  });

  const apply = (projection: Projection, events: readonly RecordedEvent[]): Promise<void> =>
    fixture.database.transaction((sql) => projection.apply(sql, events, context));

  /** Whole, then one by one from the start again: nothing may change. */
  const applyTwice = async (projection: Projection, events: readonly RecordedEvent[]): Promise<void> => {
    await apply(projection, events);
    const once = await contentsOf(fixture.database);
    for (const event of events) await apply(projection, [event]);
    await apply(projection, events);
    expect(await contentsOf(fixture.database)).toEqual(once);
  };

  const record = (category: string, id: string, ...events: EventLike[]): RecordedEvent[] =>
    new ListLog().add(streamName(category, id), ...events);

  it('shows a profile as its settings are now, with the revision that is its ETag', async () => {
    const updated: ProfileEvent = {
      type: 'ProfileUpdated',
      data: {
        profileId: exampleProfileId,
        changes: {
          name: { from: 'Office', to: 'Kantoor "Ä" \\ 日本' },
          processEmailsReceivedAfter: { from: null, to: '2026-01-01T00:00:00.000Z' },
        },
        defaulted: [],
      },
    };
    const deactivated: ProfileEvent = { type: 'ProfileDeactivated', data: { profileId: exampleProfileId } };
    const events = record(categories.profile, exampleProfileId, profileCreatedExample(), updated, deactivated);
    await applyTwice(profilesProjection, events);
    const row = await fixture.database.dataSource.manager.findOneByOrFail(ProfileRow, { id: exampleProfileId });
    expect(row).toEqual({
      ...exampleSettings,
      id: exampleProfileId,
      serverType: 'ImapSmtp',
      status: 'Inactive',
      name: 'Kantoor "Ä" \\ 日本',
      processEmailsReceivedAfter: '2026-01-01T00:00:00.000Z',
      revision: 2,
      position: 6n,
      createdAt: '2026-11-01T00:00:01.000Z',
      updatedAt: '2026-11-01T00:00:03.000Z',
    });
  });

  it.each([
    ['ProfileActivated', 'Active'],
    ['ProfileDeleted', 'Deleted'],
  ] as const)('shows %s as %s', async (type, status) => {
    const events = record(categories.profile, exampleProfileId, profileCreatedExample(), {
      type,
      data: { profileId: exampleProfileId },
    } satisfies ProfileEvent);
    await applyTwice(profilesProjection, events);
    expect(await fixture.database.dataSource.manager.findOneByOrFail(ProfileRow, { id: exampleProfileId })).toMatchObject({
      status,
      revision: 1,
    });
  });

  const mailboxId = exampleMailboxId;
  const rowAfter = async (...events: MailboxEvent[]): Promise<MailboxRow> => {
    await applyTwice(mailboxesProjection, record(categories.mailbox, mailboxId, mailboxCreatedExample(), ...events));
    return fixture.database.dataSource.manager.findOneByOrFail(MailboxRow, { id: mailboxId });
  };
  const tested: MailboxEvent = {
    type: 'MailboxTestCompleted',
    data: { mailboxId, testId: exampleTestId, incoming: { status: 'Success' }, outgoing: { status: 'Failure', cause } },
  };

  it('shows a new mailbox as off and not tested', async () => {
    expect(await rowAfter()).toMatchObject({
      kind: 'User',
      profileId: exampleProfileId,
      emailAddress: 'anna@example.com',
      enabledIncoming: false,
      credentialsSet: false,
      incomingStatus: 'NotRun',
      testState: 'NotRequested',
      deleted: false,
      revision: 0,
    });
  });

  it('shows that credentials are set, never which', async () => {
    expect(await rowAfter(credentialsSetExample)).toMatchObject({
      username: 'anna@example.com',
      credentialsSet: true,
      credentialsVersion: 1,
    });
  });

  it('follows a test from request to results, each leg with its cause', async () => {
    expect(await rowAfter(testRequestedExample)).toMatchObject({
      testState: 'Pending',
      testId: exampleTestId,
      testRequestedAt: '2026-11-01T00:00:02.000Z',
    });
    expect(await rowAfter(testRequestedExample, tested)).toMatchObject({
      testState: 'Completed',
      testCompletedAt: '2026-11-01T00:00:03.000Z',
      incomingStatus: 'Success',
      incomingCause: null,
      outgoingStatus: 'Failure',
      outgoingCause: cause,
    });
  });

  it('shows why a mailbox is off, until it is on again', async () => {
    const disabled: MailboxEvent = { type: 'MailboxDisabled', data: { mailboxId, because: 'PermanentFailure', cause } };
    expect(await rowAfter(enabledExample, disabled)).toMatchObject({
      enabledIncoming: false,
      enabledOutgoing: false,
      disabledReason: 'PermanentFailure',
      disabledCause: cause,
    });
    expect(await rowAfter(enabledExample, disabled, enabledExample)).toMatchObject({
      enabledIncoming: true,
      disabledReason: null,
      disabledCause: null,
    });
  });

  it('forgets results with the profile they were got with, and takes changed settings', async () => {
    const moved: MailboxEvent = { type: 'MailboxProfileChanged', data: { mailboxId, from: exampleProfileId, to: null } };
    const renamed: MailboxEvent = { type: 'MailboxUpdated', data: { mailboxId, changes: { name: { from: 'Anna', to: 'Anna B' } } } };
    expect(await rowAfter(testRequestedExample, tested, moved, renamed)).toMatchObject({
      profileId: null,
      outgoingStatus: 'NotRun',
      outgoingCause: null,
      name: 'Anna B',
    });
  });

  it('counts a request that changes nothing, because the ETag does', async () => {
    expect(await rowAfter({ type: 'MailboxSyncRequested', data: { mailboxId } })).toMatchObject({ revision: 1 });
  });

  it('keeps the row of a deleted mailbox, marked', async () => {
    expect(await rowAfter(enabledExample, { type: 'MailboxDeleted', data: { mailboxId } })).toMatchObject({
      deleted: true,
      enabledIncoming: false,
    });
  });

  it('shows changed system settings', async () => {
    const events = record(categories.organization, theOrganization, {
      type: 'SystemSettingsChanged',
      data: { organizationId: theOrganization, changes: { defaultProfileId: { from: null, to: exampleProfileId } } },
    });
    await applyTwice(settingsProjection, events);
    expect(await fixture.database.dataSource.manager.findOneByOrFail(SystemSettingsRow, { organizationId: theOrganization })).toMatchObject(
      {
        defaultProfileId: exampleProfileId,
        defaultIncomingEmailDeliveryMethod: 'ServerSideSynchronization',
      },
    );
  });

  it.each(projections.map((projection) => [projection.name, projection] as const))(
    'fails on an event %s does not know',
    async (_name, projection) => {
      const [category = ''] = projection.handles;
      const events = record(category, exampleProfileId, { type: 'FromTheFuture', data: { mailboxId } });
      await expect(apply(projection, events)).rejects.toThrow(UnknownEventError);
    },
  );
});
