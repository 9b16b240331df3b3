import { applyChanges } from '../event-kit.js';
import type { LegResult, MailboxEvent, StoredCredential } from './mailbox.events.js';
import type { MailboxKind, MailboxSettings } from './mailbox.settings.js';

export interface ExistingMailbox {
  readonly status: 'existing';
  readonly mailboxId: string;
  readonly kind: MailboxKind;
  readonly regardingObjectId: string | null;
  readonly profileId: string | null;
  readonly settings: MailboxSettings;
  readonly credentials: { readonly username: string; readonly reference: StoredCredential } | null;
  readonly enabled: { readonly incoming: boolean; readonly outgoing: boolean };
  /** The last test asked for; completed when the results are in. */
  readonly test: { readonly testId: string; readonly enableOnSuccess: boolean; readonly completed: boolean } | null;
  readonly incomingStatus: LegResult;
  readonly outgoingStatus: LegResult;
}

export type MailboxState = { readonly status: 'none' } | { readonly status: 'deleted'; readonly mailboxId: string } | ExistingMailbox;

const notRun: LegResult = { status: 'NotRun' };
const off = { incoming: false, outgoing: false };

const created = ({ data }: Extract<MailboxEvent, { type: 'MailboxCreated' }>): ExistingMailbox => ({
  status: 'existing',
  mailboxId: data.mailboxId,
  kind: data.kind,
  regardingObjectId: data.regardingObjectId,
  profileId: data.profileId,
  settings: data.settings,
  credentials: null,
  enabled: off,
  test: null,
  incomingStatus: notRun,
  outgoingStatus: notRun,
});

export const evolveMailbox = (state: MailboxState, event: MailboxEvent): MailboxState => {
  if (event.type === 'MailboxCreated') return created(event);
  if (state.status !== 'existing') return state;
  switch (event.type) {
    case 'MailboxUpdated':
      return { ...state, settings: applyChanges(state.settings, event.data.changes) };
    case 'MailboxProfileChanged':
      return { ...state, profileId: event.data.to, incomingStatus: notRun, outgoingStatus: notRun };
    case 'MailboxCredentialsSet':
      return { ...state, credentials: { username: event.data.username, reference: event.data.credential } };
    case 'MailboxTestRequested':
      return { ...state, test: { testId: event.data.testId, enableOnSuccess: event.data.enableOnSuccess, completed: false } };
    case 'MailboxTestCompleted':
      return {
        ...state,
        test: state.test === null ? null : { ...state.test, completed: true },
        incomingStatus: event.data.incoming,
        outgoingStatus: event.data.outgoing,
      };
    case 'MailboxEnabled':
      return { ...state, enabled: { incoming: event.data.incoming, outgoing: event.data.outgoing } };
    case 'MailboxDisabled':
      return { ...state, enabled: off };
    case 'MailboxSyncRequested':
      return state;
    case 'MailboxDeleted':
      return { status: 'deleted', mailboxId: state.mailboxId };
  }
};
