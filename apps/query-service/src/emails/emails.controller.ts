import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { mailboxNotFound } from '@postbode/domain';
import {
  CurrentPrincipal,
  CursorCodec,
  HttpProblem,
  MinPosition,
  Roles,
  setWritten,
  type CursorKey,
  type Page,
  type Principal,
} from '@postbode/http';
import type { Position } from '@postbode/kernel';
import { EmailQueries, MailboxQueries, type ArrivalKey, type EmailFilter, type EmailSummary } from '@postbode/read-model';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { queryProblems } from '../query.problems.js';
import { CaughtUp } from '../reading/caught-up.pipe.js';
import { ListPlace } from '../reading/list-place.js';
import { resourceId } from '../reading/query.schemas.js';
import { email, emailPage, emailQuery, toEmail, type Email } from './emails.schemas.js';

type Asked = Omit<z.output<typeof emailQuery>, 'limit' | 'cursor'>;

const filterOf = ({ status, onServer, receivedAfter, receivedBefore, subject }: Asked): EmailFilter => ({
  status,
  onServer,
  arrivedFrom: receivedAfter,
  arrivedTo: receivedBefore,
  subjectPrefix: subject,
});

const arrivalOf = (place: CursorKey | undefined): ArrivalKey | undefined =>
  place === undefined ? undefined : { arrivedAt: String(place[0]), id: String(place[1]) };

@ApiTags('E-mails')
@Roles('administrator', 'reader', 'auditor')
@Controller('v1')
export class EmailsController {
  constructor(
    private readonly emails: EmailQueries,
    private readonly mailboxes: MailboxQueries,
    private readonly cursors: CursorCodec,
  ) {}

  /** E-mails of a mailbox, newest first. */
  @Get('mailboxes/:id/emails')
  @ApiOkResponse({ standardSchema: emailPage })
  async list(
    @Param('id', { schema: resourceId }) mailboxId: string,
    @Query({ schema: emailQuery }) { limit, cursor, ...filter }: z.output<typeof emailQuery>,
    @CurrentPrincipal() principal: Principal,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<EmailSummary>> {
    const place = new ListPlace(this.cursors, principal, 'emails.list', { mailboxId, ...filter });
    const { rows, next } = await this.emails.list(mailboxId, limit, filterOf(filter), arrivalOf(place.after(cursor)));
    if (rows.length === 0 && (await this.mailboxes.one(mailboxId)) === undefined) throw mailboxNotFound();
    setWritten(reply, { position: shown });
    return { items: rows, ...place.next(next && [next.arrivedAt, next.id]) };
  }

  /** What is known of one e-mail; its content is below it. */
  @Get('emails/:id')
  @ApiOkResponse({ standardSchema: email })
  async one(
    @Param('id', { schema: resourceId }) id: string,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Email> {
    const row = await this.emails.one(id);
    if (row === undefined) throw new HttpProblem(queryProblems.emailNotFound);
    setWritten(reply, { position: shown });
    return toEmail(row);
  }
}
