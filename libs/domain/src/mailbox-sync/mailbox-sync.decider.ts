import { DomainError, type Decider } from '@postbode/kernel';
import { EmailIdentities } from './email-identities.js';
import type { BlobReferenceData, MailboxSyncEvent, RemoteIdentityData, SourceCursorData } from './mailbox-sync.events.js';
import { evolveMailboxSync, initialMailboxSyncState, remoteKey, type MailboxSyncState } from './mailbox-sync.state.js';

/** What became of one message of the server. */
export type Outcome =
  | {
      readonly kind: 'received';
      /** From {@link EmailIdentities}: the envelope is sealed for it. */
      readonly emailId: string;
      readonly remote: RemoteIdentityData;
      readonly receivedAt: string | null;
      readonly size: number;
      readonly sha256: string;
      readonly blob: BlobReferenceData;
      readonly envelope: string;
    }
  | {
      readonly kind: 'quarantined';
      readonly emailId: string;
      readonly remote: RemoteIdentityData;
      readonly reason: string;
      readonly size: number | null;
      readonly sha256: string | null;
      readonly blob: BlobReferenceData | null;
    }
  /** Its content is that of an e-mail whose place is gone; no bytes are stored again. */
  | { readonly kind: 'recognised'; readonly remote: RemoteIdentityData; readonly sha256: string }
  | { readonly kind: 'skipped'; readonly remote: RemoteIdentityData; readonly receivedAt: string }
  | { readonly kind: 'gone'; readonly remote: RemoteIdentityData };

/** Must come before the first {@link AccountFor} of an epoch: what is held under another numbering is detached by it. */
export interface OpenEpoch {
  readonly type: 'OpenEpoch';
  readonly mailboxId: string;
  readonly epoch: string;
}

export interface AccountFor {
  readonly type: 'AccountFor';
  readonly mailboxId: string;
  readonly profileRevision: number;
  readonly mailboxRevision: number;
  /** Epoch of the listing the outcomes come from; must be the open one. */
  readonly epoch: string;
  readonly outcomes: readonly Outcome[];
  /** Given only with the last batch of a listing: everything listed is accounted for by then. */
  readonly cursor: SourceCursorData | null;
}

export type MailboxSyncCommand = OpenEpoch | AccountFor;

const epochNotOpen = (): DomainError =>
  new DomainError('mailbox-sync.epoch-not-open', 'conflict', 'The outcomes belong to another numbering of the messages.');

const identityMismatch = (): DomainError =>
  new DomainError('mailbox-sync.identity-mismatch', 'conflict', 'The message was prepared under another state of the mailbox.');

class Batch {
  readonly events: MailboxSyncEvent[] = [];
  private readonly identities: EmailIdentities;
  private readonly seen = new Set<string>();

  constructor(
    private readonly command: AccountFor,
    private readonly state: MailboxSyncState,
  ) {
    this.identities = new EmailIdentities(command.mailboxId, state);
  }

  add(outcome: Outcome): void {
    const key = remoteKey(outcome.remote);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    if (outcome.kind === 'gone') this.gone(key, outcome.remote);
    else if (outcome.kind === 'skipped') this.skip(key, outcome);
    else if (this.state.held.has(key)) return;
    else if (outcome.sha256 === null || !this.recognise(outcome.remote, outcome.sha256)) this.take(outcome);
  }

  private take(outcome: Exclude<Outcome, { kind: 'gone' | 'skipped' }>): void {
    const emailId = this.identities.issue(outcome.remote, outcome.sha256);
    if (outcome.kind === 'recognised' || outcome.emailId !== emailId) throw identityMismatch();
    const { mailboxId, profileRevision, mailboxRevision } = this.command;
    const settled = { mailboxId, emailId, profileRevision, mailboxRevision };
    if (outcome.kind === 'received') {
      const { remote, receivedAt, size, sha256, blob, envelope } = outcome;
      this.events.push({ type: 'EmailReceived', data: { ...settled, remote, receivedAt, size, sha256, blob, envelope } });
    } else {
      const { remote, reason, size, sha256, blob } = outcome;
      this.events.push({ type: 'EmailQuarantined', data: { ...settled, remote, reason, size, sha256, blob } });
    }
  }

  private recognise(remote: RemoteIdentityData, sha256: string): boolean {
    const emailId = this.identities.recognise(sha256);
    if (emailId === undefined) return false;
    this.events.push({ type: 'EmailRelocated', data: { mailboxId: this.command.mailboxId, emailId, remote, sha256 } });
    return true;
  }

  private skip(key: string, { remote, receivedAt }: Extract<Outcome, { kind: 'skipped' }>): void {
    if (this.state.held.has(key) || this.state.skipped.has(key)) return;
    const { mailboxId, profileRevision, mailboxRevision } = this.command;
    this.events.push({
      type: 'EmailSkipped',
      data: { mailboxId, remote, reason: 'ReceivedBeforeStart', receivedAt, profileRevision, mailboxRevision },
    });
  }

  private gone(key: string, remote: RemoteIdentityData): void {
    const { mailboxId } = this.command;
    const email = this.state.held.get(key);
    if (email !== undefined && email.sha256 !== null)
      this.events.push({ type: 'EmailRemovedFromServer', data: { mailboxId, emailId: email.emailId, remote: email.remote } });
    else if (email !== undefined || this.state.skipped.has(key)) this.events.push({ type: 'RemoteForgotten', data: { mailboxId, remote } });
  }
}

const accountFor = (command: AccountFor, state: MailboxSyncState): readonly MailboxSyncEvent[] => {
  if (state.epoch !== command.epoch) throw epochNotOpen();
  const batch = new Batch(command, state);
  for (const outcome of command.outcomes) batch.add(outcome);
  const { mailboxId, epoch, cursor } = command;
  if (cursor !== null) batch.events.push({ type: 'CursorAdvanced', data: { mailboxId, epoch, cursor } });
  return batch.events;
};

const openEpoch = ({ mailboxId, epoch }: OpenEpoch, state: MailboxSyncState): readonly MailboxSyncEvent[] =>
  state.epoch === epoch ? [] : [{ type: 'CursorReset', data: { mailboxId, fromEpoch: state.epoch, toEpoch: epoch } }];

/** Facts about the incoming mail of one mailbox (stream `mailboxsync-<id>`), written by the owning worker only. */
export const mailboxSyncDecider: Decider<MailboxSyncCommand, MailboxSyncState, MailboxSyncEvent> = {
  initialState: initialMailboxSyncState,
  decide: (command, state) => (command.type === 'OpenEpoch' ? openEpoch(command, state) : accountFor(command, state)),
  evolve: evolveMailboxSync,
};
