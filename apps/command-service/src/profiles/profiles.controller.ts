import { Body, Controller, Delete, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Context, Idempotent, IfMatchRevision, Roles, type RequestContext } from '@postbode/http';
import { deterministicId, type Revision } from '@postbode/kernel';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { accepted, answer, type Accepted } from '../commands/answers.js';
import { ChangeProfileState, CreateProfile, UpdateProfile } from './profiles.commands.js';
import { newProfile, profileChanges } from './profiles.schemas.js';

const id = z.uuid();

@ApiTags('Profiles')
@Roles('administrator')
@Controller('v1/profiles')
export class ProfilesController {
  constructor(private readonly commands: CommandBus) {}

  /** Describes an e-mail server. */
  @Post()
  @Idempotent()
  @ApiCreatedResponse({ standardSchema: accepted })
  async create(
    @Body({ schema: newProfile }) { serverType, consent, ...input }: z.output<typeof newProfile>,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    const profileId = deterministicId(context.commandId, 'profile');
    const command = new CreateProfile(profileId, serverType, input, consent?.noticeVersion, { context });
    void reply.header('location', `/v1/profiles/${profileId}`);
    return answer(reply, profileId, await this.commands.execute(command));
  }

  /** Changes the fields given; the others stay. */
  @Patch(':id')
  @ApiOkResponse({ standardSchema: accepted })
  async update(
    @Param('id', { schema: id }) profileId: string,
    @Body({ schema: profileChanges }) input: z.output<typeof profileChanges>,
    @IfMatchRevision() expected: Revision | 'any',
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    return answer(reply, profileId, await this.commands.execute(new UpdateProfile(profileId, input, { context, expected })));
  }

  /** Lets the profile be used again. */
  @Post(':id/activate')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ standardSchema: accepted })
  activate(
    @Param('id', { schema: id }) profileId: string,
    @IfMatchRevision() expected: Revision | 'any',
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    return this.change(new ChangeProfileState(profileId, 'ActivateProfile', { context, expected }), reply);
  }

  /** Pauses every mailbox of the profile until it is activated. */
  @Post(':id/deactivate')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ standardSchema: accepted })
  deactivate(
    @Param('id', { schema: id }) profileId: string,
    @IfMatchRevision() expected: Revision | 'any',
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    return this.change(new ChangeProfileState(profileId, 'DeactivateProfile', { context, expected }), reply);
  }

  /** Removes the profile; its mailboxes stay, unlinked and disabled. */
  @Delete(':id')
  @ApiOkResponse({ standardSchema: accepted })
  remove(
    @Param('id', { schema: id }) profileId: string,
    @IfMatchRevision() expected: Revision | 'any',
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    return this.change(new ChangeProfileState(profileId, 'DeleteProfile', { context, expected }), reply);
  }

  private async change(command: ChangeProfileState, reply: FastifyReply): Promise<Accepted> {
    return answer(reply, command.profileId, await this.commands.execute(command));
  }
}
