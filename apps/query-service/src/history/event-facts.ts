import type { MailboxEvent, MailboxSyncEvent, OrganizationEvent, ProfileEvent } from '@postbode/domain';
import type { EventLike } from '@postbode/kernel';
import { pick } from '../reading/pick.js';
import type { Change } from './history.schemas.js';

type DomainEvent = ProfileEvent | MailboxEvent | MailboxSyncEvent | OrganizationEvent;

/** What of an event's data the history shows. */
export interface Shown {
  readonly changes?: readonly Change[];
  readonly facts?: Readonly<Record<string, unknown>>;
}

type ShownByType = { readonly [E in DomainEvent as E['type']]: (data: E['data']) => Shown };

const created = (settings: object): Change[] => Object.entries(settings).map(([field, to]) => ({ field, from: null, to: to as unknown }));

type ChangeSet = Readonly<Record<string, { readonly from: unknown; readonly to: unknown } | undefined>>;

const changed = (changes: ChangeSet): Change[] =>
  Object.entries(changes).flatMap(([field, change]) => (change === undefined ? [] : [{ field, from: change.from, to: change.to }]));

const nothing = (): Shown => ({});

/** A list of what is shown, not of what is hidden: a field added to an event stays hidden until somebody decides. */
const shownByType: ShownByType = {
  ProfileCreated: (data) => ({ changes: created(data.settings), facts: pick(data, ['serverType', 'defaulted', 'consent']) }),
  ProfileUpdated: (data) => ({ changes: changed(data.changes), facts: pick(data, ['defaulted']) }),
  ProfileActivated: nothing,
  ProfileDeactivated: nothing,
  ProfileDeleted: nothing,
  MailboxCreated: (data) => ({
    changes: created({ profileId: data.profileId, ...data.settings }),
    facts: pick(data, ['kind', 'regardingObjectId', 'defaulted']),
  }),
  MailboxUpdated: (data) => ({ changes: changed(data.changes) }),
  MailboxProfileChanged: ({ from, to }) => ({ changes: [{ field: 'profileId', from, to }] }),
  MailboxCredentialsSet: ({ credential }) => ({ facts: { credentials: 'changed', version: credential.version } }),
  MailboxTestRequested: (data) => ({ facts: pick(data, ['testId', 'enableOnSuccess']) }),
  MailboxTestCompleted: (data) => ({ facts: pick(data, ['testId', 'incoming', 'outgoing']) }),
  MailboxEnabled: (data) => ({ facts: pick(data, ['incoming', 'outgoing']) }),
  MailboxDisabled: (data) => ({ facts: pick(data, ['because', 'cause']) }),
  MailboxSyncRequested: nothing,
  MailboxDeleted: nothing,
  EmailReceived: (data) => ({
    facts: pick(data, ['emailId', 'remote', 'receivedAt', 'size', 'sha256', 'profileRevision', 'mailboxRevision']),
  }),
  EmailQuarantined: (data) => ({
    facts: pick(data, ['emailId', 'remote', 'reason', 'size', 'sha256', 'profileRevision', 'mailboxRevision']),
  }),
  EmailSkipped: (data) => ({ facts: pick(data, ['remote', 'reason', 'receivedAt', 'profileRevision', 'mailboxRevision']) }),
  EmailRelocated: (data) => ({ facts: pick(data, ['emailId', 'remote', 'sha256']) }),
  EmailRemovedFromServer: (data) => ({ facts: pick(data, ['emailId', 'remote']) }),
  RemoteForgotten: (data) => ({ facts: pick(data, ['remote']) }),
  CursorAdvanced: (data) => ({ facts: pick(data, ['epoch', 'cursor']) }),
  CursorReset: (data) => ({ facts: pick(data, ['fromEpoch', 'toEpoch']) }),
  SystemSettingsChanged: (data) => ({ changes: changed(data.changes) }),
};

/** Of an event of a newer version of ours only its type is shown. */
export const shownOf = ({ type, data }: EventLike): Shown =>
  (shownByType as Readonly<Partial<Record<string, (known: never) => Shown>>>)[type]?.(data as never) ?? {};
