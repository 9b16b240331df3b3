import { remoteKey, type MailboxSyncState, type RemoteIdentityData } from '@postbode/domain';

export interface Listing {
  readonly epoch: string;
  readonly present: readonly { readonly remote: RemoteIdentityData }[];
}

export interface SyncPlan {
  /** Places we know that the server no longer shows. */
  readonly gone: readonly RemoteIdentityData[];
  /** Places to download, in the server's order. */
  readonly fetch: readonly RemoteIdentityData[];
}

/** Mail received at or before the start of processing stays on the server, unread by us. No start: all of it is processed. */
export const isBeforeStart = (receivedAt: string, startAfter: string | null): boolean => startAfter !== null && receivedAt <= startAfter;

/** True when nothing needs to be done about this place: we have it, or leave it on purpose. */
export const isAccountedFor = (remote: RemoteIdentityData, state: MailboxSyncState, startAfter: string | null): boolean => {
  const key = remoteKey(remote);
  if (state.held.has(key)) return true;
  const skipped = state.skipped.get(key);
  return skipped !== undefined && isBeforeStart(skipped.receivedAt, startAfter);
};

/**
 * What to do about a full listing of the server: the set difference in both directions. A high-water mark would miss what
 * appears below it (replication lag, broken servers: pitfalls 32, 38); a set does not.
 */
export const planSync = (listing: Listing, state: MailboxSyncState, startAfter: string | null): SyncPlan => {
  const fetch = listing.present.map(({ remote }) => remote).filter((remote) => !isAccountedFor(remote, state, startAfter));
  const present = new Set(listing.present.map(({ remote }) => remoteKey(remote)));
  const gone = [...state.held, ...state.skipped].filter(([key]) => !present.has(key)).map(([, { remote }]) => remote);
  return { gone, fetch };
};

/** True when a message that was skipped is to be processed now: the start of processing moved back. It is pulled, never deleted (1.7 row 1). */
export const startMovedBack = (state: MailboxSyncState, startAfter: string | null): boolean =>
  [...state.skipped.values()].some(({ receivedAt }) => !isBeforeStart(receivedAt, startAfter));
