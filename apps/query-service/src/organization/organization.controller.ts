import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { systemSettings } from '@postbode/domain';
import { MinPosition, Roles, setWritten } from '@postbode/http';
import type { Position } from '@postbode/kernel';
import { SettingsQueries } from '@postbode/read-model';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CaughtUp } from '../reading/caught-up.pipe.js';
import { keysOf, pick } from '../reading/pick.js';

const shownSettings = z
  .object({
    ...systemSettings.shape,
    revision: z.int().describe('-1: never changed, so these are the defaults; change them with `If-Match: *`.'),
  })
  .meta({ id: 'SystemSettings' });

@ApiTags('Organization')
@Roles('administrator', 'reader', 'auditor')
@Controller('v1/organization')
export class OrganizationController {
  constructor(private readonly queries: SettingsQueries) {}

  /** Defaults for new mailboxes. */
  @Get('settings')
  @ApiOkResponse({ standardSchema: shownSettings })
  async settings(
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.output<typeof shownSettings>> {
    const row = await this.queries.current();
    setWritten(reply, { position: shown, ...(row.revision >= 0 && { revision: row.revision }) });
    return { ...pick(row, keysOf(systemSettings.shape)), revision: row.revision };
  }
}
