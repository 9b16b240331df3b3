import {
  capabilitiesOf,
  categories,
  legsOf,
  mailboxDecider,
  profileDecider,
  type ConnectorCapabilities,
  type ExistingMailbox,
  type ExistingProfile,
} from '@postbode/domain';
import { loadState, type EventStore } from '@postbode/event-store';
import { streamName } from '@postbode/kernel';
import type { ServerAddress } from '@postbode/mail';

/** One mailbox and its profile, as they are now, and the revisions that say which "now" it was. */
export interface SyncSettings {
  readonly mailbox: ExistingMailbox;
  readonly mailboxRevision: number;
  /** null: unlinked, or the profile is gone. */
  readonly profile: ExistingProfile | null;
  readonly profileRevision: number;
  readonly capabilities: ConnectorCapabilities | undefined;
}

/** Reads both streams; undefined when there is no such mailbox (any more). */
export const loadSyncSettings = async (store: EventStore, mailboxId: string): Promise<SyncSettings | undefined> => {
  const mailbox = await loadState(store, mailboxDecider, streamName(categories.mailbox, mailboxId));
  if (mailbox.state.status !== 'existing') return undefined;
  const { profileId } = mailbox.state;
  const profile = profileId === null ? undefined : await loadState(store, profileDecider, streamName(categories.profile, profileId));
  const existing = profile?.state.status === 'active' || profile?.state.status === 'inactive' ? profile.state : null;
  return {
    mailbox: mailbox.state,
    mailboxRevision: mailbox.revision,
    profile: existing,
    profileRevision: profile?.revision ?? -1,
    capabilities: existing === null ? undefined : capabilitiesOf(existing.serverType),
  };
};

export const serverAddress = ({ settings }: ExistingProfile, side: 'incoming' | 'outgoing'): ServerAddress => ({
  host: settings[`${side}ServerLocation`],
  port: settings[`${side}PortNumber`],
  security: !settings[`${side}UseSsl`] ? 'none' : settings[`${side}TlsMode`] === 'Implicit' ? 'tls' : 'starttls',
});

/** The later of both starts: the mailbox's own cannot reach back before its profile's. ISO instants compare as text. */
export const startOf = ({ mailbox, profile }: SyncSettings): string | null => {
  const starts = [mailbox.settings.processEmailReceivedAfter, profile?.settings.processEmailsReceivedAfter ?? null];
  return starts.reduce<string | null>((latest, start) => (start !== null && (latest === null || start > latest) ? start : latest), null);
};

/** True when incoming mail of this mailbox is to be synchronized now. */
export const syncsIncoming = ({ mailbox, profile, capabilities }: SyncSettings): boolean =>
  mailbox.enabled.incoming && legsOf(mailbox.settings).incoming && profile?.status === 'active' && capabilities !== undefined;

export const pendingTest = ({ mailbox }: SyncSettings): string | undefined =>
  mailbox.test !== null && !mailbox.test.completed ? mailbox.test.testId : undefined;
