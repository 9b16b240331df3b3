import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { mailboxNotFound } from '@postbode/domain';
import { CurrentPrincipal, CursorCodec, MinPosition, Roles, setWritten, type Page, type Principal } from '@postbode/http';
import type { Position } from '@postbode/kernel';
import { MailboxQueries } from '@postbode/read-model';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { CaughtUp } from '../reading/caught-up.pipe.js';
import { ListPlace } from '../reading/list-place.js';
import { nameKeyOf, placeOfName } from '../reading/name-key.js';
import { resourceId } from '../reading/query.schemas.js';
import { mailbox, mailboxPage, mailboxQuery, toMailbox, type Mailbox } from './mailboxes.schemas.js';

@ApiTags('Mailboxes')
@Roles('administrator', 'reader', 'auditor')
@Controller('v1/mailboxes')
export class MailboxesController {
  constructor(
    private readonly mailboxes: MailboxQueries,
    private readonly cursors: CursorCodec,
  ) {}

  /** Mailboxes by name, each with its state, its counts and how its syncing goes. */
  @Get()
  @ApiOkResponse({ standardSchema: mailboxPage })
  async list(
    @Query({ schema: mailboxQuery }) { limit, cursor, ...filter }: z.output<typeof mailboxQuery>,
    @CurrentPrincipal() principal: Principal,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<Mailbox>> {
    const place = new ListPlace(this.cursors, principal, 'mailboxes.list', filter);
    const { rows, next } = await this.mailboxes.list(limit, filter, nameKeyOf(place.after(cursor)));
    setWritten(reply, { position: shown });
    return { items: rows.map(toMailbox), ...place.next(placeOfName(next)) };
  }

  /** One mailbox. Never 304: its counts and times change without its revision. */
  @Get(':id')
  @ApiOkResponse({ standardSchema: mailbox })
  async one(
    @Param('id', { schema: resourceId }) id: string,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Mailbox> {
    const view = await this.mailboxes.one(id);
    if (view === undefined) throw mailboxNotFound();
    setWritten(reply, { revision: view.mailbox.revision, position: shown });
    return toMailbox(view);
  }
}
