import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { profileNotFound } from '@postbode/domain';
import { CurrentPrincipal, CursorCodec, MinPosition, Roles, setWritten, type Page, type Principal } from '@postbode/http';
import type { Position } from '@postbode/kernel';
import { MailboxQueries, ProfileQueries } from '@postbode/read-model';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { mailboxPage, profileMailboxesQuery, toMailbox, type Mailbox } from '../mailboxes/mailboxes.schemas.js';
import { CaughtUp } from '../reading/caught-up.pipe.js';
import { isKnown } from '../reading/entity-tag.js';
import { ListPlace } from '../reading/list-place.js';
import { nameKeyOf, placeOfName } from '../reading/name-key.js';
import { resourceId } from '../reading/query.schemas.js';
import { profile, profilePage, profileQuery, toProfile, type Profile } from './profiles.schemas.js';

@ApiTags('Profiles')
@Roles('administrator', 'reader', 'auditor')
@Controller('v1/profiles')
export class ProfilesController {
  constructor(
    private readonly profiles: ProfileQueries,
    private readonly mailboxes: MailboxQueries,
    private readonly cursors: CursorCodec,
  ) {}

  /** Profiles by name. */
  @Get()
  @ApiOkResponse({ standardSchema: profilePage })
  async list(
    @Query({ schema: profileQuery }) { limit, cursor, ...filter }: z.output<typeof profileQuery>,
    @CurrentPrincipal() principal: Principal,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<Profile>> {
    const place = new ListPlace(this.cursors, principal, 'profiles.list', filter);
    const { rows, next } = await this.profiles.list(limit, filter, nameKeyOf(place.after(cursor)));
    setWritten(reply, { position: shown });
    return { items: rows.map(toProfile), ...place.next(placeOfName(next)) };
  }

  /** One profile; 304 when `If-None-Match` names its revision. */
  @Get(':id')
  @ApiOkResponse({ standardSchema: profile })
  async one(
    @Param('id', { schema: resourceId }) id: string,
    @MinPosition(CaughtUp) shown: Position,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Profile | undefined> {
    const row = await this.profiles.one(id);
    if (row === undefined) throw profileNotFound();
    setWritten(reply, { revision: row.revision, position: shown });
    if (!isKnown(ifNoneMatch, row.revision)) return toProfile(row);
    void reply.code(304);
    return undefined;
  }

  /** The mailboxes that use a profile, by name. */
  @Get(':id/mailboxes')
  @ApiOkResponse({ standardSchema: mailboxPage })
  async mailboxesOf(
    @Param('id', { schema: resourceId }) profileId: string,
    @Query({ schema: profileMailboxesQuery }) { limit, cursor }: z.output<typeof profileMailboxesQuery>,
    @CurrentPrincipal() principal: Principal,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<Mailbox>> {
    const place = new ListPlace(this.cursors, principal, 'profiles.mailboxes', { profileId });
    const { rows, next } = await this.mailboxes.list(limit, { profileId }, nameKeyOf(place.after(cursor)));
    if (rows.length === 0 && (await this.profiles.one(profileId)) === undefined) throw profileNotFound();
    setWritten(reply, { position: shown });
    return { items: rows.map(toMailbox), ...place.next(placeOfName(next)) };
  }
}
