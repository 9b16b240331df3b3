import {
  categories,
  mailboxSyncDecider,
  remoteKey,
  type MailboxSyncCommand,
  type MailboxSyncEvent,
  type MailboxSyncState,
} from '@postbode/domain';
import { loadState, WrongExpectedRevisionError, type EventStore } from '@postbode/event-store';
import { deterministicId, streamName, type Actor, type NewEvent, type Revision } from '@postbode/kernel';

/**
 * The one writer of `mailboxsync-<id>`: the folded state and the revision it stands for. Every append expects that
 * revision, so an owner that was overtaken writes nothing (pitfall D4): it loses the race and must be thrown away.
 */
export class SyncJournal {
  private constructor(
    private readonly store: EventStore,
    private readonly mailboxId: string,
    private readonly actor: Actor,
    readonly state: MailboxSyncState,
    private revision: Revision,
  ) {}

  static async open(store: EventStore, mailboxId: string, actor: Actor): Promise<SyncJournal> {
    const { state, revision } = await loadState(store, mailboxSyncDecider, streamName(categories.mailboxSync, mailboxId));
    return new SyncJournal(store, mailboxId, actor, state, revision);
  }

  /**
   * Decides and appends.
   * @returns how many events were appended
   * @throws WrongExpectedRevisionError, EventIdConflictError when another owner wrote meanwhile: throw this journal away
   */
  async record(command: MailboxSyncCommand): Promise<number> {
    const events = mailboxSyncDecider.decide(command, this.state);
    if (events.length === 0) return 0;
    const stream = streamName(categories.mailboxSync, this.mailboxId);
    const appended = await this.store.append(stream, this.revision, this.toNewEvents(events, command.type));
    const expected = this.revision + events.length;
    // A repeated append succeeds also when others wrote after it: then the folded state is not the stream's any more.
    if (appended.revision !== expected) throw new WrongExpectedRevisionError(stream, expected, appended.revision);
    for (const event of events) mailboxSyncDecider.evolve(this.state, event);
    this.revision = appended.revision;
    return events.length;
  }

  private toNewEvents(events: readonly MailboxSyncEvent[], command: string): NewEvent[] {
    const commandId = deterministicId(this.mailboxId, `${command}/${this.revision}`);
    const metadata = { commandId, command, correlationId: commandId, causationId: commandId, actor: this.actor, schemaVersion: 1 };
    return events.map((event, index) => ({ id: this.eventId(event, index), type: event.type, data: event.data, metadata }));
  }

  /** An e-mail is received once, whoever does it: its event's id comes from the e-mail. Everything else is told apart by its place in the stream. */
  private eventId(event: MailboxSyncEvent, index: number): string {
    if (event.type === 'EmailReceived' || (event.type === 'EmailQuarantined' && event.data.sha256 !== null))
      return deterministicId(this.mailboxId, `${event.type}/${event.data.emailId}/${remoteKey(event.data.remote)}`);
    return deterministicId(this.mailboxId, `${event.type}/${this.revision + 1 + index}`);
  }
}
