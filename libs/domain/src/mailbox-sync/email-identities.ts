import { deterministicId } from '@postbode/kernel';
import type { RemoteIdentityData } from './mailbox-sync.events.js';
import { remoteKey, type MailboxSyncState } from './mailbox-sync.state.js';

/**
 * Gives each message of one batch its e-mail: one we have whose place is gone and whose content is the same, or a new one.
 * Ids of new ones follow from place and content, so that a repeated append is one append; where that id was given before, to
 * an e-mail that has moved on since, an ordinal tells them apart. The same state and the same order give the same ids.
 */
export class EmailIdentities {
  private readonly claimed = new Map<string, number>();
  private readonly moved = new Set<string>();

  constructor(
    private readonly mailboxId: string,
    private readonly state: Pick<MailboxSyncState, 'detached' | 'moved'>,
  ) {}

  /** The next e-mail of that content whose own place is gone, each at most once. */
  recognise(sha256: string): string | undefined {
    const index = this.claimed.get(sha256) ?? 0;
    const emailId = this.state.detached.get(sha256)?.[index];
    if (emailId === undefined) return undefined;
    this.claimed.set(sha256, index + 1);
    this.moved.add(emailId);
    return emailId;
  }

  /** @param sha256 null when the message's bytes could not be had */
  issue(remote: RemoteIdentityData, sha256: string | null): string {
    const name = `${remoteKey(remote)}/${sha256 ?? 'unfetched'}`;
    let emailId: string = deterministicId(this.mailboxId, name);
    for (let ordinal = 1; this.state.moved.has(emailId) || this.moved.has(emailId); ordinal++)
      emailId = deterministicId(this.mailboxId, `${name}/${ordinal}`);
    return emailId;
  }
}
