import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { MinPosition, Roles, setWritten } from '@postbode/http';
import type { Position } from '@postbode/kernel';
import { ReadModelProgress } from '@postbode/read-model';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { queryPorts, type QueryPorts } from '../query-ports.js';
import { CaughtUp } from '../reading/caught-up.pipe.js';

const position = z.string().regex(/^\d+$/);

const status = z
  .object({
    head: position.describe('Position of the newest event.'),
    shown: position.describe('Everything up to here is shown.'),
    projections: z.array(
      z.object({
        name: z.string(),
        position: position.describe('Its checkpoint.'),
        behind: position.describe('Positions not looked at yet; at most so many events.'),
      }),
    ),
  })
  .meta({ id: 'Status' });

@ApiTags('Status')
@Roles('administrator', 'operator')
@Controller('v1/status')
export class StatusController {
  constructor(
    private readonly progress: ReadModelProgress,
    @Inject(queryPorts) private readonly ports: QueryPorts,
  ) {}

  /** How far the read models are behind the log. */
  @Get()
  @ApiOkResponse({ standardSchema: status })
  async status(@MinPosition(CaughtUp) shown: Position, @Res({ passthrough: true }) reply: FastifyReply): Promise<z.output<typeof status>> {
    const lag = await this.progress.lag(this.ports.store);
    setWritten(reply, { position: shown });
    const least = lag.reduce((one, other) => (other.position < one.position ? other : one), lag[0] ?? { position: shown, behind: 0n });
    return {
      head: (least.position + least.behind).toString(),
      shown: least.position.toString(),
      projections: lag.map(({ projection, position: at, behind }) => ({
        name: projection,
        position: at.toString(),
        behind: behind.toString(),
      })),
    };
  }
}
