import { remoteKey, type MailboxSyncEvent, type RemoteIdentityData } from '@postbode/domain';
import type { RecordedEvent } from '@postbode/kernel';
import type { EmailRow, MailboxSyncRow } from '../../entities/index.js';
import { storableText } from '../../database/storable-text.js';
import { storableInstant, type EnvelopeData } from '../../envelope/envelope-data.js';

export type Recorded<Type extends MailboxSyncEvent['type']> = RecordedEvent<Extract<MailboxSyncEvent, { type: Type }>>;

type RemoteColumns = Pick<EmailRow, 'protocol' | 'folder' | 'uidValidity' | 'uid' | 'uidl' | 'occurrence' | 'remoteKey'>;

/** Servers choose these texts: NUL must not stop a projection. */
export const storableRemoteKey = (remote: RemoteIdentityData): string => storableText(remoteKey(remote));

export const remoteColumns = (remote: RemoteIdentityData): RemoteColumns => ({
  protocol: remote.protocol,
  remoteKey: storableRemoteKey(remote),
  ...(remote.protocol === 'imap'
    ? { folder: storableText(remote.folder), uidValidity: remote.uidValidity, uid: remote.uid, uidl: null, occurrence: null }
    : { folder: null, uidValidity: null, uid: null, uidl: storableText(remote.uidl), occurrence: remote.occurrence }),
});

type BlobColumns = Pick<EmailRow, 'blobSegment' | 'blobOffset' | 'blobLength'>;

const blobColumns = (blob: Recorded<'EmailQuarantined'>['data']['blob']): BlobColumns => ({
  blobSegment: blob?.segment ?? null,
  blobOffset: blob?.offset ?? null,
  blobLength: blob?.length ?? null,
});

type EnvelopeColumns = Pick<EmailRow, 'subject' | 'from' | 'to' | 'cc' | 'messageId' | 'hasAttachments' | 'sentAt'>;

const envelopeColumns = (envelope: EnvelopeData | null): EnvelopeColumns => ({
  subject: envelope?.subject ?? null,
  from: envelope === null ? null : [...envelope.from],
  to: envelope === null ? null : [...envelope.to],
  cc: envelope === null ? null : [...envelope.cc],
  messageId: envelope?.messageId ?? null,
  hasAttachments: envelope?.hasAttachments ?? null,
  sentAt: envelope?.date ?? null,
});

export const receivedEmail = (
  { data, revision, position, recordedAt }: Recorded<'EmailReceived'>,
  envelope: EnvelopeData | null,
): EmailRow => {
  const receivedAt = storableInstant(data.receivedAt);
  return {
    id: data.emailId,
    mailboxId: data.mailboxId,
    status: 'Received',
    quarantineReason: null,
    ...remoteColumns(data.remote),
    onServer: true,
    size: data.size,
    sha256: data.sha256,
    ...blobColumns(data.blob),
    ...envelopeColumns(envelope),
    receivedAt,
    arrivedAt: receivedAt ?? recordedAt.toISOString(),
    profileRevision: data.profileRevision,
    mailboxRevision: data.mailboxRevision,
    revision,
    position,
  };
};

export const quarantinedEmail = ({ data, revision, position, recordedAt }: Recorded<'EmailQuarantined'>): EmailRow => ({
  id: data.emailId,
  mailboxId: data.mailboxId,
  status: 'Quarantined',
  quarantineReason: storableText(data.reason),
  ...remoteColumns(data.remote),
  onServer: true,
  size: data.size,
  sha256: data.sha256,
  ...blobColumns(data.blob),
  ...envelopeColumns(null),
  receivedAt: null,
  arrivedAt: recordedAt.toISOString(),
  profileRevision: data.profileRevision,
  mailboxRevision: data.mailboxRevision,
  revision,
  position,
});

export const emptyMailboxSync = (mailboxId: string): MailboxSyncRow => ({
  mailboxId,
  epoch: null,
  cursor: null,
  received: 0,
  onServer: 0,
  quarantined: 0,
  skipped: 0,
  relocated: 0,
  lastReceivedAt: null,
  revision: -1,
  position: 0n,
});
