import { Command } from '@nestjs/cqrs';
import type { ChangeSystemSettings as DomainCommand } from '@postbode/domain';
import type { CommandIssue, CommandOutcome } from '../commands/command-issue.js';

export class ChangeSystemSettings extends Command<CommandOutcome> {
  constructor(
    readonly input: DomainCommand['input'],
    readonly issue: CommandIssue,
  ) {
    super();
  }
}
