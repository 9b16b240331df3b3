import { Command } from '@nestjs/cqrs';
import type { MailboxInput, MailboxKind } from '@postbode/domain';
import type { CommandIssue, CommandOutcome } from '../commands/command-issue.js';

export class CreateMailbox extends Command<CommandOutcome> {
  constructor(
    readonly mailboxId: string,
    readonly kind: MailboxKind,
    readonly regardingObjectId: string | null,
    /** undefined: the default of the system settings. */
    readonly profileId: string | null | undefined,
    readonly input: MailboxInput,
    readonly issue: CommandIssue,
  ) {
    super();
  }
}

export class UpdateMailbox extends Command<CommandOutcome> {
  constructor(
    readonly mailboxId: string,
    readonly input: MailboxInput,
    readonly issue: CommandIssue,
  ) {
    super();
  }
}

export class AssociateMailbox extends Command<CommandOutcome> {
  constructor(
    readonly mailboxId: string,
    readonly profileId: string | null,
    readonly issue: CommandIssue,
  ) {
    super();
  }
}

/** Never logged, never stored: the handler puts the password into the vault and forgets it. */
export class SetMailboxCredentials extends Command<CommandOutcome> {
  constructor(
    readonly mailboxId: string,
    readonly username: string,
    readonly password: Buffer,
    readonly issue: CommandIssue,
  ) {
    super();
  }
}

export class TestMailbox extends Command<CommandOutcome> {
  constructor(
    readonly mailboxId: string,
    readonly testId: string,
    readonly enableOnSuccess: boolean,
    readonly processEmailReceivedAfter: string | undefined,
    readonly issue: CommandIssue,
  ) {
    super();
  }
}

export class ChangeMailboxState extends Command<CommandOutcome> {
  constructor(
    readonly mailboxId: string,
    readonly change: 'DisableMailbox' | 'SyncMailboxNow' | 'DeleteMailbox',
    readonly issue: CommandIssue,
  ) {
    super();
  }
}
