import { applyChanges, categories, type LegResult, type MailboxEvent } from '@postbode/domain';
import type { RecordedEvent } from '@postbode/kernel';
import { MailboxRow } from '../entities/index.js';
import { UnknownEventError } from './projection.errors.js';
import type { Projection } from './projection.js';
import { applyToStreamRows } from './stream-rows.js';

const name = 'mailboxes';

type Recorded<Type extends MailboxEvent['type']> = RecordedEvent<Extract<MailboxEvent, { type: Type }>>;

const notTested = { incomingStatus: 'NotRun', incomingCause: null, outgoingStatus: 'NotRun', outgoingCause: null } as const;

const created = ({ data, revision, position, recordedAt }: Recorded<'MailboxCreated'>): MailboxRow => ({
  id: data.mailboxId,
  kind: data.kind,
  regardingObjectId: data.regardingObjectId,
  profileId: data.profileId,
  deleted: false,
  ...data.settings,
  username: null,
  credentialsSet: false,
  credentialsVersion: null,
  enabledIncoming: false,
  enabledOutgoing: false,
  ...notTested,
  testId: null,
  testState: 'NotRequested',
  testRequestedAt: null,
  testCompletedAt: null,
  disabledReason: null,
  disabledCause: null,
  revision,
  position,
  createdAt: recordedAt.toISOString(),
  updatedAt: recordedAt.toISOString(),
});

const causeOf = (result: LegResult): MailboxRow['incomingCause'] => (result.status === 'Failure' ? result.cause : null);

const tested = (at: string, { incoming, outgoing }: Recorded<'MailboxTestCompleted'>['data']): Partial<MailboxRow> => ({
  testState: 'Completed',
  testCompletedAt: at,
  incomingStatus: incoming.status,
  incomingCause: causeOf(incoming),
  outgoingStatus: outgoing.status,
  outgoingCause: causeOf(outgoing),
});

const off = { enabledIncoming: false, enabledOutgoing: false };

const changes = (row: MailboxRow, event: RecordedEvent<MailboxEvent>, at: string): Partial<MailboxRow> => {
  const { type, data } = event as MailboxEvent;
  switch (type) {
    case 'MailboxUpdated':
      return applyChanges(row, data.changes);
    case 'MailboxProfileChanged':
      return { profileId: data.to, ...notTested };
    case 'MailboxCredentialsSet':
      return { username: data.username, credentialsSet: true, credentialsVersion: data.credential.version };
    case 'MailboxTestRequested':
      return { testId: data.testId, testState: 'Pending', testRequestedAt: at, testCompletedAt: null };
    case 'MailboxTestCompleted':
      return tested(at, data);
    case 'MailboxEnabled':
      return { enabledIncoming: data.incoming, enabledOutgoing: data.outgoing, disabledReason: null, disabledCause: null };
    case 'MailboxDisabled':
      return { ...off, disabledReason: data.because, disabledCause: data.cause };
    case 'MailboxSyncRequested':
      return {};
    case 'MailboxDeleted':
      return { deleted: true, ...off };
    default:
      throw new UnknownEventError(name, event);
  }
};

const evolve = (row: MailboxRow | undefined, event: RecordedEvent): MailboxRow => {
  if (event.type === 'MailboxCreated') return created(event as Recorded<'MailboxCreated'>);
  if (row === undefined) throw new UnknownEventError(name, event);
  const at = event.recordedAt.toISOString();
  return { ...row, ...changes(row, event as RecordedEvent<MailboxEvent>, at), updatedAt: at };
};

export const mailboxesProjection: Projection = {
  name,
  version: 1,
  handles: [categories.mailbox],
  tables: [MailboxRow],
  apply: (sql, events) => applyToStreamRows(sql, events, { entity: MailboxRow, category: categories.mailbox, key: 'id', evolve }),
};
