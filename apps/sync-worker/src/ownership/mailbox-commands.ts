import { categories, mailboxDecider, type FailureCause, type MailboxCommand } from '@postbode/domain';
import { handleCommand, type EventStore } from '@postbode/event-store';
import { deterministicId, streamName, type Actor } from '@postbode/kernel';
import type { TestResult } from '../testing-configuration/test-mailbox.js';

/** What the worker itself decides about a mailbox, each under a command id that a retry repeats. */
export class MailboxCommands {
  constructor(
    private readonly store: EventStore,
    private readonly mailboxId: string,
    private readonly actor: Actor,
  ) {}

  async completeTest(testId: string, result: TestResult): Promise<void> {
    await this.handle({ type: 'CompleteMailboxTest', testId, ...result }, deterministicId(testId, 'completed'), testId);
  }

  /** @param revision of the mailbox the failure happened under: a mailbox enabled again meanwhile is not disabled */
  async disable(cause: FailureCause, revision: number): Promise<void> {
    const commandId = deterministicId(this.mailboxId, `disable/${revision}`);
    await this.handle({ type: 'DisableFailedMailbox', cause }, commandId, commandId, revision);
  }

  private async handle(command: MailboxCommand, commandId: string, correlationId: string, ifRevision?: number): Promise<void> {
    await handleCommand({
      store: this.store,
      decider: mailboxDecider,
      stream: streamName(categories.mailbox, this.mailboxId),
      command,
      metadata: { commandId, command: command.type, correlationId, causationId: correlationId, actor: this.actor },
      ifRevision,
    });
  }
}
