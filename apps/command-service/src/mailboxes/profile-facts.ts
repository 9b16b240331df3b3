import {
  categories,
  mailboxDecider,
  organizationDecider,
  profileDecider,
  theOrganization,
  type ProfileFacts,
  type SystemSettings,
} from '@postbode/domain';
import { loadState, type EventStore } from '@postbode/event-store';
import { streamName } from '@postbode/kernel';

/** What a mailbox decides on, from the profile's own stream: undefined when there is no such profile (any more). */
export const profileFactsOf = async (store: EventStore, profileId: string): Promise<ProfileFacts | undefined> => {
  const { state } = await loadState(store, profileDecider, streamName(categories.profile, profileId));
  if (state.status !== 'active' && state.status !== 'inactive') return undefined;
  const { incomingCredentialRetrieval, outgoingCredentialRetrieval, processEmailsReceivedAfter } = state.settings;
  return {
    profileId,
    active: state.status === 'active',
    incomingCredentialRetrieval,
    outgoingCredentialRetrieval,
    processEmailsReceivedAfter,
  };
};

/** Facts of the profile the mailbox is associated with now; null when it has none, or one that is gone. */
export const factsOfMailboxProfile = async (store: EventStore, mailboxId: string): Promise<ProfileFacts | null> => {
  const { state } = await loadState(store, mailboxDecider, streamName(categories.mailbox, mailboxId));
  if (state.status !== 'existing' || state.profileId === null) return null;
  return (await profileFactsOf(store, state.profileId)) ?? null;
};

export const systemSettingsOf = async (store: EventStore): Promise<SystemSettings> =>
  (await loadState(store, organizationDecider, streamName(categories.organization, theOrganization))).state;
