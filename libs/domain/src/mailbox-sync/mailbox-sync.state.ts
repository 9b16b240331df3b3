import type { MailboxSyncEvent, RemoteIdentityData, SourceCursorData } from './mailbox-sync.events.js';

/** One string for one place on the server; places of another UIDVALIDITY are other places. */
export const remoteKey = (remote: RemoteIdentityData): string =>
  remote.protocol === 'imap' ? `${remote.uidValidity}/${remote.uid}` : `${remote.uidl}#${remote.occurrence}`;

export interface HeldEmail {
  readonly emailId: string;
  /** null: quarantined without ever getting its bytes. */
  readonly sha256: string | null;
  readonly remote: RemoteIdentityData;
}

/**
 * What we know of the server's mailbox. Built by folding and, because a mailbox has 100,000 messages, changed in place:
 * only the owner of the fold ever sees it.
 */
export interface MailboxSyncState {
  epoch: string | null;
  cursor: SourceCursorData | null;
  /** By remote key: received or quarantined, and on the server as far as we know. */
  readonly held: Map<string, HeldEmail>;
  /** By remote key: left on the server; the instant it was received there. */
  readonly skipped: Map<string, { readonly receivedAt: string; readonly remote: RemoteIdentityData }>;
  /** By content: emails whose place on the server is gone (removed, or renumbered and not seen again yet). */
  readonly detached: Map<string, string[]>;
  /** Ids of e-mails that left the place they were received at: never to be given again. */
  readonly moved: Set<string>;
  received: number;
}

export const initialMailboxSyncState = (): MailboxSyncState => ({
  epoch: null,
  cursor: null,
  held: new Map(),
  skipped: new Map(),
  detached: new Map(),
  moved: new Set(),
  received: 0,
});

const detach = (state: MailboxSyncState, key: string): void => {
  const email = state.held.get(key);
  if (email === undefined) return;
  state.held.delete(key);
  if (email.sha256 === null) return;
  const same = state.detached.get(email.sha256);
  if (same === undefined) state.detached.set(email.sha256, [email.emailId]);
  else same.push(email.emailId);
};

const reattach = (state: MailboxSyncState, sha256: string, emailId: string): void => {
  const rest = (state.detached.get(sha256) ?? []).filter((id) => id !== emailId);
  if (rest.length === 0) state.detached.delete(sha256);
  else state.detached.set(sha256, rest);
};

/** Takes what it needs of the event and lets the rest go: the sealed envelope is most of it, and there are 100,000. */
const hold = (state: MailboxSyncState, { emailId, sha256, remote }: HeldEmail): void => {
  const key = remoteKey(remote);
  state.skipped.delete(key);
  state.held.set(key, { emailId, sha256, remote });
};

export const evolveMailboxSync = (state: MailboxSyncState, event: MailboxSyncEvent): MailboxSyncState => {
  switch (event.type) {
    case 'EmailReceived':
      state.received += 1;
      hold(state, event.data);
      break;
    case 'EmailQuarantined':
      hold(state, event.data);
      break;
    case 'EmailSkipped':
      state.skipped.set(remoteKey(event.data.remote), event.data);
      break;
    case 'EmailRelocated':
      reattach(state, event.data.sha256, event.data.emailId);
      state.moved.add(event.data.emailId);
      hold(state, event.data);
      break;
    case 'EmailRemovedFromServer':
      detach(state, remoteKey(event.data.remote));
      break;
    case 'RemoteForgotten':
      state.skipped.delete(remoteKey(event.data.remote));
      state.held.delete(remoteKey(event.data.remote));
      break;
    case 'CursorAdvanced':
      state.epoch = event.data.epoch;
      state.cursor = event.data.cursor;
      break;
    case 'CursorReset':
      for (const key of [...state.held.keys()]) detach(state, key);
      state.skipped.clear();
      state.epoch = event.data.toEpoch;
      state.cursor = null;
      break;
  }
  return state;
};
