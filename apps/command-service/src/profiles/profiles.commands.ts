import type { ProfileInput, ServerType } from '@postbode/domain';
import { Command } from '@nestjs/cqrs';
import type { CommandIssue, CommandOutcome } from '../commands/command-issue.js';

export class CreateProfile extends Command<CommandOutcome> {
  constructor(
    readonly profileId: string,
    readonly serverType: ServerType,
    readonly input: ProfileInput,
    readonly noticeVersion: string | undefined,
    readonly issue: CommandIssue,
  ) {
    super();
  }
}

export class UpdateProfile extends Command<CommandOutcome> {
  constructor(
    readonly profileId: string,
    readonly input: ProfileInput,
    readonly issue: CommandIssue,
  ) {
    super();
  }
}

export class ChangeProfileState extends Command<CommandOutcome> {
  constructor(
    readonly profileId: string,
    readonly change: 'ActivateProfile' | 'DeactivateProfile' | 'DeleteProfile',
    readonly issue: CommandIssue,
  ) {
    super();
  }
}
