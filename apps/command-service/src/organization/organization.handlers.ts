import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { categories, organizationDecider, theOrganization } from '@postbode/domain';
import type { CommandOutcome } from '../commands/command-issue.js';
import { CommandPorts } from '../commands/command-ports.js';
import { decideOnStream } from '../commands/decide-on-stream.js';
import { profileFactsOf } from '../mailboxes/profile-facts.js';
import { ChangeSystemSettings } from './organization.commands.js';

const organization = { category: categories.organization, decider: organizationDecider };

@CommandHandler(ChangeSystemSettings)
export class ChangeSystemSettingsHandler implements ICommandHandler<ChangeSystemSettings> {
  constructor(private readonly ports: CommandPorts) {}

  async execute({ input, issue }: ChangeSystemSettings): Promise<CommandOutcome> {
    const { store } = this.ports;
    const wanted = input.defaultProfileId ?? null;
    const defaultProfileExists = wanted !== null && (await profileFactsOf(store, wanted)) !== undefined;
    const command = { type: 'ChangeSystemSettings', organizationId: theOrganization, input, defaultProfileExists } as const;
    return decideOnStream(store, organization, theOrganization, command, issue);
  }
}
