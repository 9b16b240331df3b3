import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { categories, profileDecider } from '@postbode/domain';
import type { CommandOutcome } from '../commands/command-issue.js';
import { CommandPorts } from '../commands/command-ports.js';
import { decideOnStream } from '../commands/decide-on-stream.js';
import { ChangeProfileState, CreateProfile, UpdateProfile } from './profiles.commands.js';

const profiles = { category: categories.profile, decider: profileDecider };

@CommandHandler(CreateProfile)
export class CreateProfileHandler implements ICommandHandler<CreateProfile> {
  constructor(private readonly ports: CommandPorts) {}

  execute({ profileId, serverType, input, noticeVersion, issue }: CreateProfile): Promise<CommandOutcome> {
    const { store, clock, deployment } = this.ports;
    const consent = noticeVersion === undefined ? undefined : { by: issue.context.actor.id, at: clock.now().toISOString(), noticeVersion };
    return decideOnStream(store, profiles, profileId, { type: 'CreateProfile', profileId, serverType, input, consent, deployment }, issue);
  }
}

@CommandHandler(UpdateProfile)
export class UpdateProfileHandler implements ICommandHandler<UpdateProfile> {
  constructor(private readonly ports: CommandPorts) {}

  execute({ profileId, input, issue }: UpdateProfile): Promise<CommandOutcome> {
    const { store, deployment } = this.ports;
    return decideOnStream(store, profiles, profileId, { type: 'UpdateProfile', input, deployment }, issue);
  }
}

@CommandHandler(ChangeProfileState)
export class ChangeProfileStateHandler implements ICommandHandler<ChangeProfileState> {
  constructor(private readonly ports: CommandPorts) {}

  execute({ profileId, change, issue }: ChangeProfileState): Promise<CommandOutcome> {
    return decideOnStream(this.ports.store, profiles, profileId, { type: change }, issue);
  }
}
