import { pause } from '@postbode/kernel';
import { MailError, type MailConnector, type SourceSession } from '@postbode/mail';
import { MessageStore } from '../incoming/message-store.js';
import { SyncJournal } from '../incoming/sync-journal.js';
import { SyncMailbox, type PassResult } from '../incoming/sync-mailbox.js';
import { withLogin } from '../settings/open-credentials.js';
import { loadSyncSettings, pendingTest, serverAddress, startOf, syncsIncoming, type SyncSettings } from '../settings/sync-settings.js';
import type { WakeUp } from './wake-up.js';
import type { WorkerPorts } from './worker-ports.js';

/** Milliseconds before looking again for messages that were listed and not given. */
const missingAgainMs = 1_000;

const missingCredentials = (): MailError =>
  new MailError({ code: 'mail.authentication-failed', retry: 'never', scope: 'mailbox' }, 'The mailbox has no credentials to log in with.');

const noConnector = (): MailError =>
  new MailError({ code: 'mail.unsupported', retry: 'never', scope: 'profile' }, 'No connector serves this kind of profile.');

/** What a session depends on: another value needs another session. */
const connectionOf = ({ mailbox, profile }: SyncSettings): string =>
  JSON.stringify([profile === null ? null : serverAddress(profile, 'incoming'), mailbox.credentials]);

/** Looks, waits for news or the next look, and looks again, for as long as the settings say so. */
export class IncomingMail {
  constructor(
    private readonly ports: WorkerPorts,
    private readonly mailboxId: string,
    private readonly signal: AbortSignal,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Returns when the settings ask for something else (a test, another server, to stop).
   * @param succeeded called after every look that went well
   * @throws MailError and whatever the store throws; the caller decides on the wait
   */
  async keepFlowing(first: SyncSettings, succeeded: () => void): Promise<void> {
    const { store, blobs, vault, actor } = this.ports;
    const journal = await SyncJournal.open(store, this.mailboxId, actor);
    const sync = new SyncMailbox(journal, new MessageStore(blobs, vault, this.mailboxId));
    let settings: SyncSettings | undefined = first;
    while (settings !== undefined && !this.signal.aborted) settings = await this.withSession(settings, sync, succeeded);
  }

  /** One session's worth; gives the settings to go on with under a new session, or undefined to end. */
  private async withSession(first: SyncSettings, sync: SyncMailbox, succeeded: () => void): Promise<SyncSettings | undefined> {
    const connector = this.connectorOf(first);
    let session: SourceSession | undefined = await this.open(first, connector);
    let settings = first;
    try {
      for (;;) {
        const result = await this.look(session, sync, settings, connector);
        succeeded();
        if (!connector.source.pushes) {
          await session[Symbol.asyncDispose]();
          session = undefined;
        }
        await this.wait(session, result, settings);
        if (this.signal.aborted) return undefined;
        const next = this.wakeUp.take() ? await this.reload() : settings;
        if (next === undefined || session === undefined || connectionOf(next) !== connectionOf(settings)) return next;
        settings = next;
      }
    } finally {
      await session?.[Symbol.asyncDispose]();
    }
  }

  private connectorOf({ profile }: SyncSettings): MailConnector {
    const connector = profile === null ? undefined : this.ports.connectors.get(profile.serverType);
    if (connector === undefined) throw noConnector();
    return connector;
  }

  private open({ mailbox, profile }: SyncSettings, { source }: MailConnector): Promise<SourceSession> {
    const { vault, actor } = this.ports;
    if (profile === null) throw noConnector();
    const server = serverAddress(profile, 'incoming');
    return withLogin(vault, mailbox, { actor, reason: 'sync' }, (login) => {
      if (login === undefined) throw missingCredentials();
      return source.open({ server, login, signal: this.signal });
    });
  }

  private look(session: SourceSession, sync: SyncMailbox, settings: SyncSettings, connector: MailConnector): Promise<PassResult> {
    const { mailboxRevision, profileRevision } = settings;
    const { clock, meter, telemetry, actor, passes } = this.ports;
    return passes(async () => {
      const started = clock.now();
      const pass = { mailboxId: this.mailboxId, mailboxRevision, profileRevision, startAfter: startOf(settings) };
      const result = await sync.pass(session, pass);
      const ended = clock.now();
      meter.passCompleted(result.processed, (ended.getTime() - started.getTime()) / 1000);
      await telemetry.record(this.mailboxId, {
        lastSyncStartedOn: started.toISOString(),
        lastSuccessfulSyncCompletedOn: ended.toISOString(),
        lastSyncErrorCode: null,
        lastSyncError: null,
        lastSyncErrorCount: 0,
        itemsProcessedForLastSync: result.processed,
        nextDueAt: new Date(ended.getTime() + this.interval(settings)).toISOString(),
        hostId: actor.id,
        pushActive: connector.source.pushes,
      });
      return result;
    });
  }

  private async wait(session: SourceSession | undefined, { missing }: PassResult, settings: SyncSettings): Promise<void> {
    const stop = AbortSignal.any([this.signal, this.wakeUp.signal]);
    const waitMs = missing > 0 ? missingAgainMs : this.interval(settings);
    if (session === undefined || missing > 0) await pause(waitMs, stop);
    else await session.waitForNews(waitMs, stop);
  }

  private interval({ profile }: SyncSettings): number {
    return Math.max(this.ports.options.pollIntervalMs, (profile?.settings.minPollingIntervalInMinutes ?? 0) * 60_000);
  }

  private async reload(): Promise<SyncSettings | undefined> {
    const settings = await loadSyncSettings(this.ports.store, this.mailboxId);
    if (settings === undefined || pendingTest(settings) !== undefined || !syncsIncoming(settings)) return undefined;
    return settings;
  }
}
