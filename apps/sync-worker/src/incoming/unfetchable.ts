import { remoteKey, type EmailIdentities, type Outcome, type RemoteIdentityData } from '@postbode/domain';
import { MailError, type FetchedMessage, type SourceSession } from '@postbode/mail';

/** Tries of one message, each time alone, before it is quarantined without its bytes. */
const maxAttempts = 5;

interface Failures {
  readonly count: number;
  readonly reason: string;
}

/** Counts, per message, the tries that brought nothing. In memory: a restarted worker tries again. */
export class FetchAttempts {
  private readonly failures = new Map<string, Failures>();

  failed(remote: RemoteIdentityData, reason: string, tries: number): void {
    const key = remoteKey(remote);
    this.failures.set(key, { count: (this.failures.get(key)?.count ?? 0) + tries, reason });
  }

  /** True after a first failure: the message is fetched alone from then on, so that it takes no other with it. */
  isSuspect(remote: RemoteIdentityData): boolean {
    return this.failures.size > 0 && this.failures.has(remoteKey(remote));
  }

  /** Those tried often enough, as outcomes: visible, and the mailbox goes on. */
  exhausted(remotes: readonly RemoteIdentityData[], identities: EmailIdentities): Outcome[] {
    return remotes.flatMap((remote): Outcome[] => {
      const failures = this.failures.get(remoteKey(remote));
      if (failures === undefined || failures.count < maxAttempts) return [];
      const emailId = identities.issue(remote, null);
      return [{ kind: 'quarantined', emailId, remote, reason: failures.reason, size: null, sha256: null, blob: null }];
    });
  }
}

/** A verdict about the message ends the tries at once; a lost connection counts only against a message that was fetched alone. */
const triesOf = (error: MailError, alone: boolean): number => {
  if (error.data.scope === 'message' && error.data.retry === 'never') return maxAttempts;
  return error.data.scope === 'message' || alone ? 1 : 0;
};

/** The first that is due once `last` was given. Looked for after a failure only: a map of 100,000 places is 15 MB. */
const after = (last: RemoteIdentityData | undefined, remotes: readonly RemoteIdentityData[]): RemoteIdentityData | undefined => {
  const key = last === undefined ? undefined : remoteKey(last);
  return remotes[remotes.findIndex((remote) => remoteKey(remote) === key) + 1];
};

async function* fetchGroup(
  session: SourceSession,
  remotes: readonly RemoteIdentityData[],
  attempts: FetchAttempts,
): AsyncGenerator<FetchedMessage> {
  let last: RemoteIdentityData | undefined;
  try {
    for await (const message of session.fetch(remotes)) {
      last = message.remote;
      yield message;
    }
  } catch (error) {
    const culprit = error instanceof MailError ? (error.data.remote ?? after(last, remotes)) : undefined;
    if (culprit !== undefined && error instanceof MailError)
      attempts.failed(culprit, error.code.replace('mail.', ''), triesOf(error, remotes.length === 1));
    throw error;
  }
}

/** Fetches in order, suspects last and one by one. */
export async function* fetchWithSuspicion(
  session: SourceSession,
  remotes: readonly RemoteIdentityData[],
  attempts: FetchAttempts,
): AsyncGenerator<FetchedMessage> {
  yield* fetchGroup(
    session,
    remotes.filter((remote) => !attempts.isSuspect(remote)),
    attempts,
  );
  for (const remote of remotes.filter((candidate) => attempts.isSuspect(candidate))) yield* fetchGroup(session, [remote], attempts);
}
