import { EmailIdentities, type Outcome, type RemoteIdentityData, type SourceCursorData } from '@postbode/domain';
import type { SourceListing, SourceSession } from '@postbode/mail';
import { defaultBatchLimits, inBatches, type BatchLimits } from './batches.js';
import type { MessageStore } from './message-store.js';
import { isAccountedFor, planSync, startMovedBack } from './plan-sync.js';
import { readMessage, type ReadMessage } from './read-message.js';
import type { SyncJournal } from './sync-journal.js';
import { FetchAttempts, fetchWithSuspicion } from './unfetchable.js';

export interface PassSettings {
  readonly mailboxId: string;
  readonly profileRevision: number;
  readonly mailboxRevision: number;
  /** ISO instant, or null for everything. */
  readonly startAfter: string | null;
}

export interface PassResult {
  /** Events appended: 0 for a poll that found nothing. */
  readonly recorded: number;
  readonly processed: number;
  /** Messages the server listed and did not give: look again soon. */
  readonly missing: number;
}

const nothing: PassResult = { recorded: 0, processed: 0, missing: 0 };
const bytesOf = (message: ReadMessage): number => message.raw.length;

async function* readMessages(
  session: SourceSession,
  remotes: readonly RemoteIdentityData[],
  attempts: FetchAttempts,
): AsyncGenerator<ReadMessage> {
  for await (const message of fetchWithSuspicion(session, remotes, attempts)) yield readMessage(message);
}

/**
 * Brings our record of one mailbox up to the server's. A crash anywhere is harmless: what was appended is in the set of
 * held places, what was not is fetched again.
 */
export class SyncMailbox {
  private readonly attempts = new FetchAttempts();

  constructor(
    private readonly journal: SyncJournal,
    private readonly messages: MessageStore,
    private readonly limits: BatchLimits = defaultBatchLimits,
  ) {}

  async pass(session: SourceSession, settings: PassSettings): Promise<PassResult> {
    const { state } = this.journal;
    if (state.cursor !== null && !startMovedBack(state, settings.startAfter) && (await session.unchangedSince(state.cursor)))
      return nothing;
    const listing = await session.list();
    const opened = await this.journal.record({ type: 'OpenEpoch', mailboxId: settings.mailboxId, epoch: listing.epoch });
    const plan = planSync(listing, state, settings.startAfter);
    const outcomes = this.attempts.exhausted(plan.fetch, new EmailIdentities(settings.mailboxId, state));
    const recordedBefore =
      opened + (await this.forget(plan.gone, listing, settings)) + (await this.account(outcomes, listing, settings, null));
    const fetched = await this.ingest(session, this.missing(plan.fetch, settings), listing, settings);
    const recorded = recordedBefore + fetched.recorded;
    const missing = this.missing(plan.fetch, settings);
    for (const remote of missing) this.attempts.failed(remote, 'not-given-by-server', 1);
    if (missing.length > 0) return { recorded, processed: fetched.processed, missing: missing.length };
    return { recorded: recorded + (await this.settle(listing, settings, recorded)), processed: fetched.processed, missing: 0 };
  }

  /** First what is gone: a message that only moved is then recognised by its content. */
  private async forget(gone: readonly RemoteIdentityData[], listing: SourceListing, settings: PassSettings): Promise<number> {
    let recorded = 0;
    for (let at = 0; at < gone.length; at += this.limits.messages) {
      const outcomes = gone.slice(at, at + this.limits.messages).map((remote): Outcome => ({ kind: 'gone', remote }));
      recorded += await this.account(outcomes, listing, settings, null);
    }
    return recorded;
  }

  /** One batch is stored and appended while the next is downloaded: never more than two in memory. */
  private async ingest(
    session: SourceSession,
    remotes: readonly RemoteIdentityData[],
    listing: SourceListing,
    settings: PassSettings,
  ): Promise<{ recorded: number; processed: number }> {
    const total = { recorded: 0, processed: 0 };
    if (remotes.length === 0) return total;
    let writing: Promise<void> = Promise.resolve();
    const write = async (batch: readonly ReadMessage[]): Promise<void> => {
      const outcomes = await this.messages.store(batch, this.journal.state, settings.startAfter);
      total.recorded += await this.account(outcomes, listing, settings, null);
      total.processed += batch.length;
    };
    try {
      for await (const batch of inBatches(readMessages(session, remotes, this.attempts), bytesOf, this.limits)) {
        await writing;
        writing = write(batch);
        writing.catch(() => undefined); // seen by the next await; unhandled until then would end the process
      }
    } finally {
      await writing;
    }
    return total;
  }

  /** Of those asked for, the ones not accounted for: "asked 500, got 498" (pitfall 32). */
  private missing(asked: readonly RemoteIdentityData[], { startAfter }: PassSettings): RemoteIdentityData[] {
    return asked.filter((remote) => !isAccountedFor(remote, this.journal.state, startAfter));
  }

  /** The cursor goes into the log only along with something: a look that found nothing is not history. */
  private async settle(listing: SourceListing, settings: PassSettings, recorded: number): Promise<number> {
    if (recorded > 0 || this.journal.state.cursor === null) return this.account([], listing, settings, listing.cursor);
    this.journal.state.cursor = listing.cursor;
    return 0;
  }

  private account(
    outcomes: readonly Outcome[],
    listing: SourceListing,
    { mailboxId, profileRevision, mailboxRevision }: PassSettings,
    cursor: SourceCursorData | null,
  ): Promise<number> {
    return this.journal.record({ type: 'AccountFor', mailboxId, profileRevision, mailboxRevision, epoch: listing.epoch, outcomes, cursor });
  }
}
