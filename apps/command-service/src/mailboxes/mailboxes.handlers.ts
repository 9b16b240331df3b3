import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { categories, mailboxDecider, mailboxOwner, type ProfileFacts } from '@postbode/domain';
import { deterministicId, DomainError } from '@postbode/kernel';
import type { CommandOutcome } from '../commands/command-issue.js';
import { CommandPorts } from '../commands/command-ports.js';
import { decideOnStream } from '../commands/decide-on-stream.js';
import {
  AssociateMailbox,
  ChangeMailboxState,
  CreateMailbox,
  SetMailboxCredentials,
  TestMailbox,
  UpdateMailbox,
} from './mailboxes.commands.js';
import { factsOfMailboxProfile, profileFactsOf, systemSettingsOf } from './profile-facts.js';

const mailboxes = { category: categories.mailbox, decider: mailboxDecider };

@CommandHandler(CreateMailbox)
export class CreateMailboxHandler implements ICommandHandler<CreateMailbox> {
  constructor(private readonly ports: CommandPorts) {}

  async execute({ mailboxId, kind, regardingObjectId, profileId, input, issue }: CreateMailbox): Promise<CommandOutcome> {
    const { store } = this.ports;
    const settings = await systemSettingsOf(store);
    const profile = await this.profileOf(profileId === undefined ? settings.defaultProfileId : profileId);
    const defaults = {
      incomingEmailDeliveryMethod: settings.defaultIncomingEmailDeliveryMethod,
      outgoingEmailDeliveryMethod: kind === 'Forward' ? ('None' as const) : settings.defaultOutgoingEmailDeliveryMethod,
    };
    const command = { type: 'CreateMailbox', mailboxId, kind, regardingObjectId, input, defaults, profile } as const;
    return decideOnStream(store, mailboxes, mailboxId, command, issue);
  }

  private profileOf(profileId: string | null): Promise<ProfileFacts | undefined> | null {
    return profileId === null ? null : profileFactsOf(this.ports.store, profileId);
  }
}

@CommandHandler(UpdateMailbox)
export class UpdateMailboxHandler implements ICommandHandler<UpdateMailbox> {
  constructor(private readonly ports: CommandPorts) {}

  async execute({ mailboxId, input, issue }: UpdateMailbox): Promise<CommandOutcome> {
    const profile = await factsOfMailboxProfile(this.ports.store, mailboxId);
    return decideOnStream(this.ports.store, mailboxes, mailboxId, { type: 'UpdateMailbox', input, profile }, issue);
  }
}

@CommandHandler(AssociateMailbox)
export class AssociateMailboxHandler implements ICommandHandler<AssociateMailbox> {
  constructor(private readonly ports: CommandPorts) {}

  async execute({ mailboxId, profileId, issue }: AssociateMailbox): Promise<CommandOutcome> {
    const profile = profileId === null ? null : await profileFactsOf(this.ports.store, profileId);
    return decideOnStream(this.ports.store, mailboxes, mailboxId, { type: 'AssociateMailbox', profile }, issue);
  }
}

const insecureChannel = (): DomainError =>
  new DomainError(
    'mailbox.credentials-over-insecure-channel',
    'invalid',
    'User name and password are taken over HTTPS only (deployment switch AllowCredentialsEntryViaNonSecureChannels).',
    { details: { switch: 'AllowCredentialsEntryViaNonSecureChannels' } },
  );

@CommandHandler(SetMailboxCredentials)
export class SetMailboxCredentialsHandler implements ICommandHandler<SetMailboxCredentials> {
  constructor(private readonly ports: CommandPorts) {}

  /** The secret first: an event never refers to what is not stored. A refused command leaves a secret nobody can refer to. */
  async execute({ mailboxId, username, password, issue }: SetMailboxCredentials): Promise<CommandOutcome> {
    const { store, vault, deployment } = this.ports;
    try {
      if (!issue.context.secureTransport && !deployment.allowCredentialsEntryViaNonSecureChannels) throw insecureChannel();
      const purpose = { owner: mailboxOwner(mailboxId), purpose: 'password' };
      const credential = await vault.storeCredential(
        deterministicId(issue.context.commandId, `credential/${mailboxId}`),
        purpose,
        password,
      );
      return await decideOnStream(store, mailboxes, mailboxId, { type: 'SetMailboxCredentials', username, credential }, issue);
    } finally {
      password.fill(0);
    }
  }
}

@CommandHandler(TestMailbox)
export class TestMailboxHandler implements ICommandHandler<TestMailbox> {
  constructor(private readonly ports: CommandPorts) {}

  async execute({ mailboxId, testId, enableOnSuccess, processEmailReceivedAfter, issue }: TestMailbox): Promise<CommandOutcome> {
    const profile = await factsOfMailboxProfile(this.ports.store, mailboxId);
    const command = { type: 'TestMailbox', testId, enableOnSuccess, processEmailReceivedAfter, profile } as const;
    return decideOnStream(this.ports.store, mailboxes, mailboxId, command, issue);
  }
}

@CommandHandler(ChangeMailboxState)
export class ChangeMailboxStateHandler implements ICommandHandler<ChangeMailboxState> {
  constructor(private readonly ports: CommandPorts) {}

  async execute({ mailboxId, change, issue }: ChangeMailboxState): Promise<CommandOutcome> {
    const outcome = await decideOnStream(this.ports.store, mailboxes, mailboxId, { type: change }, issue);
    if (change === 'DeleteMailbox') await this.ports.vault.destroyCredentials(mailboxOwner(mailboxId));
    return outcome;
  }
}
