import { Body, Controller, Patch, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { systemSettings, theOrganization } from '@postbode/domain';
import { Context, IfMatchRevision, Roles, type RequestContext } from '@postbode/http';
import type { Revision } from '@postbode/kernel';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { accepted, answer, type Accepted } from '../commands/answers.js';
import { ChangeSystemSettings } from './organization.commands.js';

const settingsChanges = systemSettings.partial().meta({ id: 'SystemSettingsChanges' });

@ApiTags('Organization')
@Roles('administrator')
@Controller('v1/organization/settings')
export class OrganizationController {
  constructor(private readonly commands: CommandBus) {}

  /** Changes defaults for new mailboxes; those that exist keep theirs. `If-Match: *` before the first change. */
  @Patch()
  @ApiOkResponse({ standardSchema: accepted })
  async change(
    @Body({ schema: settingsChanges }) input: z.output<typeof settingsChanges>,
    @IfMatchRevision() expected: Revision | 'any',
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    return answer(reply, theOrganization, await this.commands.execute(new ChangeSystemSettings(input, { context, expected })));
  }
}
