import type { Decider } from '@postbode/kernel';
import { differences } from '../event-kit.js';
import type { CreateMailbox, MailboxCommand, MailboxInput, ProfileFacts } from './mailbox.commands.js';
import { mailboxExists, mailboxNotFound, notEnabled, profileMissing } from './mailbox.errors.js';
import type { LegResult, MailboxEvent } from './mailbox.events.js';
import { checkMailbox, checkTestable, completeMailbox, legsOf } from './mailbox.rules.js';
import { evolveMailbox, type ExistingMailbox, type MailboxState } from './mailbox.state.js';

type CommandOf<Type extends MailboxCommand['type']> = Extract<MailboxCommand, { type: Type }>;

const create = (command: CreateMailbox, state: MailboxState): MailboxEvent[] => {
  if (state.status !== 'none') throw mailboxExists();
  if (command.profile === undefined) throw profileMissing();
  const { settings, defaulted } = completeMailbox(command.input, command.defaults);
  checkMailbox(command.kind, command.regardingObjectId, settings, command.profile);
  const { mailboxId, kind, regardingObjectId } = command;
  return [
    {
      type: 'MailboxCreated',
      data: { mailboxId, kind, regardingObjectId, profileId: command.profile?.profileId ?? null, settings, defaulted },
    },
  ];
};

const isEnabled = (state: ExistingMailbox): boolean => state.enabled.incoming || state.enabled.outgoing;

const disabled = (
  state: ExistingMailbox,
  because: Extract<MailboxEvent, { type: 'MailboxDisabled' }>['data']['because'],
): MailboxEvent[] => (isEnabled(state) ? [{ type: 'MailboxDisabled', data: { mailboxId: state.mailboxId, because, cause: null } }] : []);

/** Fields after whose change the last test no longer says anything. */
const testedFields: readonly (keyof MailboxInput)[] = ['emailAddress', 'incomingEmailDeliveryMethod', 'outgoingEmailDeliveryMethod'];

const change = (state: ExistingMailbox, input: MailboxInput, profile: ProfileFacts | null): MailboxEvent[] => {
  const typed = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const settings = { ...state.settings, ...typed };
  checkMailbox(state.kind, state.regardingObjectId, settings, profile);
  const changes = differences(state.settings, settings);
  if (Object.keys(changes).length === 0) return [];
  const updated: MailboxEvent = { type: 'MailboxUpdated', data: { mailboxId: state.mailboxId, changes } };
  const stale =
    testedFields.some((field) => field in changes) ||
    (changes.allowEmailConnectorToUseCredentials?.to === false && state.credentials !== null);
  return [updated, ...(stale ? disabled(state, 'SettingsChanged') : [])];
};

const associate = (state: ExistingMailbox, profile: ProfileFacts | null | undefined): MailboxEvent[] => {
  if (profile === undefined) throw profileMissing();
  const to = profile?.profileId ?? null;
  if (to === state.profileId) return [];
  checkMailbox(state.kind, state.regardingObjectId, state.settings, profile);
  return [
    { type: 'MailboxProfileChanged', data: { mailboxId: state.mailboxId, from: state.profileId, to } },
    ...disabled(state, 'SettingsChanged'),
  ];
};

const unlink = (state: ExistingMailbox, profileId: string): MailboxEvent[] =>
  state.profileId === profileId
    ? [
        { type: 'MailboxProfileChanged', data: { mailboxId: state.mailboxId, from: profileId, to: null } },
        ...disabled(state, 'ProfileDeleted'),
      ]
    : [];

const test = (state: ExistingMailbox, command: CommandOf<'TestMailbox'>): MailboxEvent[] => {
  checkTestable(state, command.profile);
  const moved =
    command.processEmailReceivedAfter === undefined
      ? []
      : change(state, { processEmailReceivedAfter: command.processEmailReceivedAfter }, command.profile);
  const { testId, enableOnSuccess } = command;
  return [...moved, { type: 'MailboxTestRequested', data: { mailboxId: state.mailboxId, testId, enableOnSuccess } }];
};

const passed = (wanted: boolean, result: LegResult): boolean => !wanted || result.status === 'Success';

/** A result for another test than the last one asked for is late: it says nothing about the settings of now. */
const completeTest = (state: ExistingMailbox, command: CommandOf<'CompleteMailboxTest'>): MailboxEvent[] => {
  if (state.test?.testId !== command.testId || state.test.completed) return [];
  const { testId, incoming, outgoing } = command;
  const completed: MailboxEvent = { type: 'MailboxTestCompleted', data: { mailboxId: state.mailboxId, testId, incoming, outgoing } };
  const legs = legsOf(state.settings);
  const success = passed(legs.incoming, incoming) && passed(legs.outgoing, outgoing);
  if (!success || !state.test.enableOnSuccess) return [completed];
  return [completed, { type: 'MailboxEnabled', data: { mailboxId: state.mailboxId, ...legs } }];
};

const decideExisting = (command: Exclude<MailboxCommand, CreateMailbox>, state: ExistingMailbox): readonly MailboxEvent[] => {
  const { mailboxId } = state;
  switch (command.type) {
    case 'UpdateMailbox':
      return change(state, command.input, command.profile);
    case 'AssociateMailbox':
      return associate(state, command.profile);
    case 'UnlinkDeletedProfile':
      return unlink(state, command.profileId);
    case 'SetMailboxCredentials':
      return [{ type: 'MailboxCredentialsSet', data: { mailboxId, username: command.username, credential: command.credential } }];
    case 'TestMailbox':
      return test(state, command);
    case 'CompleteMailboxTest':
      return completeTest(state, command);
    case 'DisableMailbox':
      return disabled(state, 'Requested');
    case 'DisableFailedMailbox':
      return isEnabled(state) ? [{ type: 'MailboxDisabled', data: { mailboxId, because: 'PermanentFailure', cause: command.cause } }] : [];
    case 'SyncMailboxNow':
      if (!isEnabled(state)) throw notEnabled();
      return [{ type: 'MailboxSyncRequested', data: { mailboxId } }];
    case 'DeleteMailbox':
      return [{ type: 'MailboxDeleted', data: { mailboxId } }];
  }
};

/** The life of one mailbox (stream `mailbox-<id>`). */
export const mailboxDecider: Decider<MailboxCommand, MailboxState, MailboxEvent> = {
  initialState: () => ({ status: 'none' }),
  decide: (command, state) => {
    if (command.type === 'CreateMailbox') return create(command, state);
    if (state.status !== 'existing') throw mailboxNotFound();
    return decideExisting(command, state);
  },
  evolve: evolveMailbox,
};
