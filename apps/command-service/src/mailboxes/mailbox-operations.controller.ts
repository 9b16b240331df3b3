import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import { Context, Idempotent, Roles, type RequestContext } from '@postbode/http';
import { deterministicId } from '@postbode/kernel';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { accepted, answer, type Accepted } from '../commands/answers.js';
import { ChangeMailboxState, TestMailbox } from './mailboxes.commands.js';
import { mailboxTest } from './mailboxes.schemas.js';

const id = z.uuid();

/** What is asked of a mailbox rather than changed about it: no `If-Match`, whoever asks asks for the mailbox as it is. */
@ApiTags('Mailboxes')
@Controller('v1/mailboxes')
export class MailboxOperationsController {
  constructor(private readonly commands: CommandBus) {}

  /** Tries both legs for real and, when they work, enables the mailbox. The result appears on the mailbox. */
  @Post(':id/test-and-enable')
  @HttpCode(202)
  @Idempotent()
  @Roles('administrator')
  @ApiAcceptedResponse({ standardSchema: accepted })
  async test(
    @Param('id', { schema: id }) mailboxId: string,
    @Body({ schema: mailboxTest }) { enableOnSuccess, processEmailReceivedAfter }: z.output<typeof mailboxTest>,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    const testId = deterministicId(context.commandId, 'test');
    const command = new TestMailbox(mailboxId, testId, enableOnSuccess, processEmailReceivedAfter, { context });
    return answer(reply, mailboxId, await this.commands.execute(command));
  }

  /** Stops processing mail until it is tested and enabled again. */
  @Post(':id/disable')
  @HttpCode(202)
  @Idempotent()
  @Roles('administrator', 'operator')
  @ApiAcceptedResponse({ standardSchema: accepted })
  async disable(
    @Param('id', { schema: id }) mailboxId: string,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    const command = new ChangeMailboxState(mailboxId, 'DisableMailbox', { context });
    return answer(reply, mailboxId, await this.commands.execute(command));
  }

  /** Looks for mail now instead of at the next turn. */
  @Post(':id/sync')
  @HttpCode(202)
  @Idempotent()
  @Roles('administrator', 'operator')
  @ApiAcceptedResponse({ standardSchema: accepted })
  async syncNow(
    @Param('id', { schema: id }) mailboxId: string,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Accepted> {
    const command = new ChangeMailboxState(mailboxId, 'SyncMailboxNow', { context });
    return answer(reply, mailboxId, await this.commands.execute(command));
  }
}
