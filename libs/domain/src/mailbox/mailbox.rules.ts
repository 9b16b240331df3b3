import type { FieldProblem } from '@postbode/kernel';
import type { MailboxInput, ProfileFacts } from './mailbox.commands.js';
import {
  credentialsMissing,
  credentialsNotAllowed,
  invalidMailbox,
  notAssociated,
  nothingToTest,
  profileNotActive,
} from './mailbox.errors.js';
import type { MailboxKind, MailboxSettings } from './mailbox.settings.js';
import type { ExistingMailbox } from './mailbox.state.js';

export const completeMailbox = (
  input: MailboxInput,
  defaults: Pick<MailboxSettings, 'incomingEmailDeliveryMethod' | 'outgoingEmailDeliveryMethod'>,
): { settings: MailboxSettings; defaulted: string[] } => {
  const settings: MailboxSettings = {
    name: input.name ?? input.emailAddress ?? '',
    emailAddress: input.emailAddress ?? '',
    incomingEmailDeliveryMethod: input.incomingEmailDeliveryMethod ?? defaults.incomingEmailDeliveryMethod,
    outgoingEmailDeliveryMethod: input.outgoingEmailDeliveryMethod ?? defaults.outgoingEmailDeliveryMethod,
    allowEmailConnectorToUseCredentials: input.allowEmailConnectorToUseCredentials ?? false,
    processEmailReceivedAfter: input.processEmailReceivedAfter ?? null,
  };
  return { settings, defaulted: Object.keys(settings).filter((field) => input[field as keyof MailboxInput] === undefined) };
};

/** Kind, owner, methods and start date that fit together (specification 1.4, 1.6). */
export const checkMailbox = (
  kind: MailboxKind,
  regardingObjectId: string | null,
  settings: MailboxSettings,
  profile: ProfileFacts | null,
): void => {
  const problems: FieldProblem[] = [];
  const refuse = (field: string, detail: string): number => problems.push({ pointer: `/${field}`, detail });
  if (settings.name.trim() === '') refuse('name', 'must not be blank');
  if (kind === 'Forward' && regardingObjectId !== null) refuse('regardingObjectId', 'a forward mailbox belongs to no user or queue');
  if (kind !== 'Forward' && regardingObjectId === null) refuse('regardingObjectId', `names the ${kind.toLowerCase()} of the mailbox`);
  if (kind === 'Forward' && settings.outgoingEmailDeliveryMethod !== 'None')
    refuse('outgoingEmailDeliveryMethod', 'a forward mailbox sends nothing: only None');
  const start = profile?.processEmailsReceivedAfter ?? null;
  if (settings.processEmailReceivedAfter !== null && start !== null && settings.processEmailReceivedAfter <= start)
    refuse('processEmailReceivedAfter', 'must be later than the one of the profile');
  if (problems.length > 0) throw invalidMailbox(problems);
};

/** Which legs server-side synchronization has to serve. */
export const legsOf = (settings: MailboxSettings): { incoming: boolean; outgoing: boolean } => ({
  incoming: settings.incomingEmailDeliveryMethod === 'ServerSideSynchronization',
  outgoing: settings.outgoingEmailDeliveryMethod === 'ServerSideSynchronization',
});

/** Refuses a test that cannot but fail, with the one thing to do first. */
export const checkTestable = (state: ExistingMailbox, profile: ProfileFacts | null): void => {
  const legs = legsOf(state.settings);
  if (!legs.incoming && !legs.outgoing) throw nothingToTest();
  if (profile === null) throw notAssociated();
  if (!profile.active) throw profileNotActive();
  const needsCredentials =
    (legs.incoming && profile.incomingCredentialRetrieval === 'UserOrQueue') ||
    (legs.outgoing && profile.outgoingCredentialRetrieval === 'UserOrQueue');
  if (!needsCredentials) return;
  if (!state.settings.allowEmailConnectorToUseCredentials) throw credentialsNotAllowed();
  if (state.credentials === null) throw credentialsMissing();
};
