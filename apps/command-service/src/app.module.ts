import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CommandPorts, type CommandServicePorts } from './commands/command-ports.js';
import { MailboxOperationsController } from './mailboxes/mailbox-operations.controller.js';
import { MailboxesController } from './mailboxes/mailboxes.controller.js';
import {
  AssociateMailboxHandler,
  ChangeMailboxStateHandler,
  CreateMailboxHandler,
  SetMailboxCredentialsHandler,
  TestMailboxHandler,
  UpdateMailboxHandler,
} from './mailboxes/mailboxes.handlers.js';
import { OrganizationController } from './organization/organization.controller.js';
import { ChangeSystemSettingsHandler } from './organization/organization.handlers.js';
import { ProfilesController } from './profiles/profiles.controller.js';
import { ChangeProfileStateHandler, CreateProfileHandler, UpdateProfileHandler } from './profiles/profiles.handlers.js';

export { commandServiceParts } from './config.js';
export type { CommandServicePorts } from './commands/command-ports.js';

/** Validates commands, decides, appends. Holds no state of its own. */
@Module({})
export class CommandServiceModule {
  static register(ports: CommandServicePorts): DynamicModule {
    return {
      module: CommandServiceModule,
      imports: [CqrsModule.forRoot()],
      controllers: [ProfilesController, MailboxesController, MailboxOperationsController, OrganizationController],
      providers: [
        { provide: CommandPorts, useValue: ports },
        CreateProfileHandler,
        UpdateProfileHandler,
        ChangeProfileStateHandler,
        CreateMailboxHandler,
        UpdateMailboxHandler,
        AssociateMailboxHandler,
        SetMailboxCredentialsHandler,
        TestMailboxHandler,
        ChangeMailboxStateHandler,
        ChangeSystemSettingsHandler,
      ],
    };
  }
}
