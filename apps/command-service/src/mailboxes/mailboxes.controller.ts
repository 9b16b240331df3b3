import { Body, Controller, Delete, Param, Patch, Post, Put, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Context, Idempotent, IfMatchRevision, Roles, type RequestContext } from '@postbode/http';
import { deterministicId, type Revision } from '@postbode/kernel';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { accepted, answer, type Accepted } from '../commands/answers.js';
import { AssociateMailbox, ChangeMailboxState, CreateMailbox, SetMailboxCredentials, UpdateMailbox } from './mailboxes.commands.js';
import { association, mailboxChanges, mailboxCredentials, newMailbox } from './mailboxes.schemas.js';

const id = z.uuid();

@ApiTags('Mailboxes')
@Roles('administrator')
@Controller('v1/mailboxes')
export class MailboxesController {
  constructor(private readonly commands: CommandBus) {}

  /** Describes a mailbox. */
  @Post()
  @Idempotent()
  @ApiCreatedResponse({ standardSchema: accepted })
  async create(
    @Body({ schema: newMailbox }) { kind, regardingObjectId, profileId, ...input }: z.output<typeof newMailbox>,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    const mailboxId = deterministicId(context.commandId, 'mailbox');
    const command = new CreateMailbox(mailboxId, kind, regardingObjectId, profileId, input, { context });
    void reply.header('location', `/v1/mailboxes/${mailboxId}`);
    return answer(reply, mailboxId, await this.commands.execute(command));
  }

  /** Changes the fields given; the others stay. What makes the last test say nothing disables the mailbox. */
  @Patch(':id')
  @ApiOkResponse({ standardSchema: accepted })
  async update(
    @Param('id', { schema: id }) mailboxId: string,
    @Body({ schema: mailboxChanges }) input: z.output<typeof mailboxChanges>,
    @IfMatchRevision() expected: Revision | 'any',
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    return answer(reply, mailboxId, await this.commands.execute(new UpdateMailbox(mailboxId, input, { context, expected })));
  }

  /** Associates the mailbox with a profile, or unlinks it. */
  @Put(':id/profile')
  @ApiOkResponse({ standardSchema: accepted })
  async associate(
    @Param('id', { schema: id }) mailboxId: string,
    @Body({ schema: association }) { profileId }: z.output<typeof association>,
    @IfMatchRevision() expected: Revision | 'any',
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    return answer(reply, mailboxId, await this.commands.execute(new AssociateMailbox(mailboxId, profileId, { context, expected })));
  }

  /** Takes user name and password; the password can never be read again. */
  @Put(':id/credentials')
  @ApiOkResponse({ standardSchema: accepted })
  async setCredentials(
    @Param('id', { schema: id }) mailboxId: string,
    @Body({ schema: mailboxCredentials }) { username, password }: z.output<typeof mailboxCredentials>,
    @IfMatchRevision() expected: Revision | 'any',
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    const command = new SetMailboxCredentials(mailboxId, username, Buffer.from(password), { context, expected });
    return answer(reply, mailboxId, await this.commands.execute(command));
  }

  /** Removes the mailbox and destroys its credentials. Mail on the server stays. */
  @Delete(':id')
  @ApiOkResponse({ standardSchema: accepted })
  async remove(
    @Param('id', { schema: id }) mailboxId: string,
    @IfMatchRevision() expected: Revision | 'any',
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    const command = new ChangeMailboxState(mailboxId, 'DeleteMailbox', { context, expected });
    return answer(reply, mailboxId, await this.commands.execute(command));
  }
}
