import type { MailboxSyncEvent } from '@postbode/domain';
import type { RecordedEvent } from '@postbode/kernel';
import type { OpenEnvelope } from '../../envelope/envelope-opener.js';
import type { EmailRow } from '../../entities/index.js';
import { MissingRowError, UnknownEventError } from '../projection.errors.js';
import { quarantinedEmail, receivedEmail, remoteColumns, storableRemoteKey, type Recorded } from './email-rows.js';
import type { MailWorkingSet } from './mail-working-set.js';

const received = (set: MailWorkingSet, event: Recorded<'EmailReceived'>, open: OpenEnvelope): void => {
  const { mailboxId, emailId, envelope } = event.data;
  const mailbox = set.mailbox(mailboxId);
  mailbox.received += 1;
  mailbox.lastReceivedAt = event.recordedAt.toISOString();
  set.save(receivedEmail(event, open(envelope, emailId)));
};

const quarantined = (set: MailWorkingSet, event: Recorded<'EmailQuarantined'>): void => {
  if (set.email(event.data.emailId) === undefined) set.mailbox(event.data.mailboxId).quarantined += 1;
  set.save(quarantinedEmail(event));
};

const knownEmail = (set: MailWorkingSet, event: Recorded<'EmailRelocated' | 'EmailRemovedFromServer'>): EmailRow => {
  const row = set.email(event.data.emailId);
  if (row === undefined) throw new MissingRowError('email', event);
  return row;
};

const relocated = (set: MailWorkingSet, event: Recorded<'EmailRelocated'>): void => {
  const { data, revision, position } = event;
  set.mailbox(data.mailboxId).relocated += 1;
  set.save({ ...knownEmail(set, event), ...remoteColumns(data.remote), onServer: true, revision, position });
};

const removed = (set: MailWorkingSet, event: Recorded<'EmailRemovedFromServer'>): void => {
  const { revision, position } = event;
  set.save({ ...knownEmail(set, event), onServer: false, revision, position });
};

const forgotten = (set: MailWorkingSet, { data, revision, position }: Recorded<'RemoteForgotten'>): void => {
  const key = storableRemoteKey(data.remote);
  set.unskip(data.mailboxId, key);
  const row = set.atPlace(data.mailboxId, key);
  if (row !== undefined) set.save({ ...row, onServer: false, revision, position });
};

const skipped = (set: MailWorkingSet, { data, position }: Recorded<'EmailSkipped'>): void => {
  const receivedAt = data.receivedAt;
  set.skip({ mailboxId: data.mailboxId, remoteKey: storableRemoteKey(data.remote), reason: data.reason, receivedAt, position });
};

const evolveOne = (set: MailWorkingSet, event: RecordedEvent<MailboxSyncEvent>, open: OpenEnvelope): void => {
  switch (event.type) {
    case 'EmailReceived':
      received(set, event as Recorded<'EmailReceived'>, open);
      return;
    case 'EmailQuarantined':
      quarantined(set, event as Recorded<'EmailQuarantined'>);
      return;
    case 'EmailRelocated':
      relocated(set, event as Recorded<'EmailRelocated'>);
      return;
    case 'EmailRemovedFromServer':
      removed(set, event as Recorded<'EmailRemovedFromServer'>);
      return;
    case 'RemoteForgotten':
      forgotten(set, event as Recorded<'RemoteForgotten'>);
      return;
    case 'EmailSkipped':
      skipped(set, event as Recorded<'EmailSkipped'>);
      return;
    case 'CursorAdvanced': {
      const { mailboxId, epoch, cursor } = (event as Recorded<'CursorAdvanced'>).data;
      Object.assign(set.mailbox(mailboxId), { epoch, cursor });
      return;
    }
    case 'CursorReset': {
      const { mailboxId, toEpoch } = (event as Recorded<'CursorReset'>).data;
      set.renumber(mailboxId, event.position);
      Object.assign(set.mailbox(mailboxId), { epoch: toEpoch, cursor: null });
      return;
    }
    default:
      throw new UnknownEventError('emails', event);
  }
};

/** Changes the working set by one event of `mailboxsync-<id>`. */
export const evolveMail = (set: MailWorkingSet, event: RecordedEvent, open: OpenEnvelope): void => {
  const recorded = event as RecordedEvent<MailboxSyncEvent>;
  evolveOne(set, recorded, open);
  const mailbox = set.mailbox(recorded.data.mailboxId);
  mailbox.revision = event.revision;
  mailbox.position = event.position;
};
