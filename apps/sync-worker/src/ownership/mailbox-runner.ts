import { fullJitter, pause } from '@postbode/kernel';
import { MailError } from '@postbode/mail';
import { failureCauseOf, isPermanent } from '../settings/failure-cause.js';
import { loadSyncSettings, pendingTest, syncsIncoming, type SyncSettings } from '../settings/sync-settings.js';
import { MailboxTester } from '../testing-configuration/test-mailbox.js';
import { IncomingMail } from './incoming-mail.js';
import { MailboxCommands } from './mailbox-commands.js';
import { WakeUp } from './wake-up.js';
import type { WorkerPorts } from './worker-ports.js';

/** Milliseconds a test of one mailbox may take. */
const testLimitMs = 120_000;

/**
 * One mailbox of a partition we own: tests it when asked, keeps its mail flowing while it is enabled, and ends when there is
 * nothing to do. Never throws; what fails is reported and tried again.
 */
export class MailboxRunner {
  private readonly wakeUp = new WakeUp();
  private readonly commands: MailboxCommands;
  private failures = 0;
  private over = false;

  constructor(
    private readonly ports: WorkerPorts,
    readonly mailboxId: string,
    private readonly signal: AbortSignal,
  ) {
    this.commands = new MailboxCommands(ports.store, mailboxId, ports.actor);
  }

  /** False once it decided to end: a later wake-up needs a new runner. */
  wake(): boolean {
    if (this.over) return false;
    this.wakeUp.ring();
    return true;
  }

  async run(): Promise<void> {
    while (!this.signal.aborted) {
      this.wakeUp.take();
      if ((await this.guarded(() => this.turn())) === 'idle' && !this.wakeUp.signal.aborted) break;
    }
    this.over = true;
  }

  private async turn(): Promise<'idle' | 'again'> {
    const settings = await loadSyncSettings(this.ports.store, this.mailboxId);
    if (settings === undefined) return 'idle';
    const testId = pendingTest(settings);
    if (testId !== undefined) {
      await this.test(settings, testId);
      return 'again';
    }
    if (!syncsIncoming(settings)) return 'idle';
    await this.sync(settings);
    return 'again';
  }

  private async test(settings: SyncSettings, testId: string): Promise<void> {
    const tester = new MailboxTester(this.ports.connectors, this.ports.vault, this.ports.actor);
    const result = await tester.test(settings, AbortSignal.any([this.signal, AbortSignal.timeout(testLimitMs)]));
    if (!this.signal.aborted) await this.commands.completeTest(testId, result);
  }

  private async sync(settings: SyncSettings): Promise<void> {
    try {
      await new IncomingMail(this.ports, this.mailboxId, this.signal, this.wakeUp).keepFlowing(settings, () => (this.failures = 0));
    } catch (error) {
      if (!isPermanent(error) || this.signal.aborted) throw error;
      this.report(error);
      await this.commands.disable(failureCauseOf(error), settings.mailboxRevision);
    }
  }

  /** A failure waits, longer each time, and ends at a wake-up; whatever comes after it starts from the log again. */
  private async guarded(turn: () => Promise<'idle' | 'again'>): Promise<'idle' | 'again'> {
    try {
      return await turn();
    } catch (error) {
      if (this.signal.aborted) return 'idle';
      this.report(error);
      await pause(this.waitAfter(error), AbortSignal.any([this.signal, this.wakeUp.signal]));
      return 'again';
    }
  }

  private waitAfter(error: unknown): number {
    const { retryBaseMs, retryCapMs } = this.ports.options;
    const asked = error instanceof MailError ? (error.data.retryAfterMs ?? 0) : 0;
    return Math.max(asked, fullJitter(this.failures++, retryBaseMs, retryCapMs));
  }

  private report(error: unknown): void {
    const { code, message } = failureCauseOf(error);
    const { log, meter, telemetry, clock, actor } = this.ports;
    meter.passFailed(code);
    log.warn({ mailboxId: this.mailboxId, code, ...(error instanceof MailError ? {} : { err: error }) }, 'mailbox failed');
    const change = {
      lastSyncErrorCode: code,
      lastSyncError: message,
      lastSyncErrorOccurredOn: clock.now().toISOString(),
      lastSyncErrorCount: this.failures + 1,
      hostId: actor.id,
      pushActive: false,
    };
    telemetry.record(this.mailboxId, change).catch((failure: unknown) => log.warn({ err: failure }, 'telemetry not written'));
  }
}
