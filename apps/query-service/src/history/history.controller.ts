import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { categories, mailboxNotFound, profileNotFound, theOrganization } from '@postbode/domain';
import { CurrentPrincipal, CursorCodec, MinPosition, Roles, setWritten, type Page, type Principal } from '@postbode/http';
import { streamName, type DomainError, type Position } from '@postbode/kernel';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { InLog } from '../reading/in-log.pipe.js';
import { ListPlace } from '../reading/list-place.js';
import { resourceId } from '../reading/query.schemas.js';
import { EventHistory } from './event-history.js';
import { historyPage, historyQuery, mailboxHistoryQuery, type HistoryEntry } from './history.schemas.js';

interface Asked {
  readonly categories: readonly string[];
  readonly id: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** When there is nothing at all. Absent: an empty history is one. */
  readonly missing?: () => DomainError;
}

/** Also of what is deleted: who, when, what from and to, under which command. Newest first, straight from the log. */
@ApiTags('History')
@Roles('administrator', 'auditor')
@Controller('v1')
export class HistoryController {
  constructor(
    private readonly history: EventHistory,
    private readonly cursors: CursorCodec,
  ) {}

  /** History of a profile. */
  @Get('profiles/:id/history')
  @ApiOkResponse({ standardSchema: historyPage })
  profile(
    @Param('id', { schema: resourceId }) id: string,
    @Query({ schema: historyQuery }) query: z.output<typeof historyQuery>,
    @CurrentPrincipal() principal: Principal,
    @MinPosition(InLog) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<HistoryEntry>> {
    setWritten(reply, { position: shown });
    return this.page({ categories: [categories.profile], id, missing: profileNotFound, ...query }, principal);
  }

  /** History of a mailbox, and with `include=sync` of its mail. */
  @Get('mailboxes/:id/history')
  @ApiOkResponse({ standardSchema: historyPage })
  mailbox(
    @Param('id', { schema: resourceId }) id: string,
    @Query({ schema: mailboxHistoryQuery }) { include, ...query }: z.output<typeof mailboxHistoryQuery>,
    @CurrentPrincipal() principal: Principal,
    @MinPosition(InLog) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<HistoryEntry>> {
    setWritten(reply, { position: shown });
    const streams = include === 'sync' ? [categories.mailbox, categories.mailboxSync] : [categories.mailbox];
    return this.page({ categories: streams, id, missing: mailboxNotFound, ...query }, principal);
  }

  /** History of the settings of the organization. */
  @Get('organization/settings/history')
  @ApiOkResponse({ standardSchema: historyPage })
  organization(
    @Query({ schema: historyQuery }) query: z.output<typeof historyQuery>,
    @CurrentPrincipal() principal: Principal,
    @MinPosition(InLog) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<HistoryEntry>> {
    setWritten(reply, { position: shown });
    return this.page({ categories: [categories.organization], id: theOrganization, ...query }, principal);
  }

  private async page({ categories: of, id, limit, cursor, missing }: Asked, principal: Principal): Promise<Page<HistoryEntry>> {
    const streams = of.map((category) => streamName(category, id));
    const place = new ListPlace(this.cursors, principal, 'history', { streams });
    const { entries, next } = await this.history.slice(streams, limit, place.after(cursor)?.map(Number));
    if (entries.length === 0 && missing !== undefined) throw missing();
    return { items: entries, ...place.next(next) };
  }
}
