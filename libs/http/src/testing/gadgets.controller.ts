import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { type CommandId, DomainError, type Position, positionOf, type Revision } from '@postbode/kernel';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CurrentPrincipal, Public, Roles } from '../auth/access.decorators.js';
import type { Principal } from '../auth/principal.js';
import { setWritten } from '../concurrency/answer-headers.js';
import { IfMatchRevision } from '../concurrency/if-match.decorator.js';
import { Idempotent } from '../idempotency/idempotency.interceptor.js';
import { CursorCodec } from '../pagination/cursor-codec.js';
import { type Page, pageOf, pageParameters, pageSchema } from '../pagination/page.schemas.js';
import { Context } from '../request/context.decorator.js';
import { MinPosition } from '../request/min-position.decorator.js';
import type { RequestContext } from '../request/request-context.js';

const gadgetId = z.uuid();
const newGadget = z
  .strictObject({ name: z.string().min(1).max(20), parts: z.array(z.object({ size: z.int() })).default([]) })
  .meta({ id: 'NewGadget' });
const gadget = z.object({ id: z.string(), name: z.string(), colour: z.string().default('blue') }).meta({ id: 'Gadget' });
const gadgetQuery = z.object({ ...pageParameters, name: z.string().optional() });
const gadgetPage = pageSchema(gadget);

type Gadget = z.output<typeof gadget>;

/** What the app did, for the specs to look at. */
export class GadgetLog {
  readonly created: { readonly commandId: CommandId; readonly context: RequestContext }[] = [];
  /** Called by a creation on its way; resolves when it may go on. */
  enter = (): Promise<undefined> => Promise.resolve(undefined);
}

@Roles('administrator', 'reader')
@Controller('gadgets')
export class GadgetsController {
  constructor(
    private readonly log: GadgetLog,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @Roles('administrator')
  @Idempotent()
  @ApiCreatedResponse({ standardSchema: gadget })
  async create(
    @Body({ schema: newGadget }) body: z.output<typeof newGadget>,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Gadget> {
    await this.log.enter();
    if (body.name === 'taken')
      throw new DomainError('gadget.name-taken', 'conflict', 'The name is taken.', { fields: [{ pointer: '/name', detail: 'taken' }] });
    this.log.created.push({ commandId: context.commandId, context });
    setWritten(reply, { revision: 0, position: positionOf(41n) });
    return { id: context.commandId, name: body.name, colour: 'blue' };
  }

  @Put(':id')
  @HttpCode(204)
  update(
    @Param('id', { schema: gadgetId }) id: string,
    @IfMatchRevision() expected: Revision | 'any',
    @Res({ passthrough: true }) reply: FastifyReply,
  ): void {
    if (expected !== 'any' && expected !== 7) throw new DomainError('gadget.stale', 'precondition-failed', `${id} has changed.`);
    setWritten(reply, { revision: 8 });
  }

  @Get()
  @ApiOkResponse({ standardSchema: gadgetPage })
  list(
    @Query({ schema: gadgetQuery }) { limit, cursor, ...filter }: z.output<typeof gadgetQuery>,
    @CurrentPrincipal() principal: Principal,
    @MinPosition() minPosition: Position | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Page<Gadget> {
    const binding = { principal: principal.id, query: 'gadgets.list', filter };
    const [after] = cursor === undefined ? [-1] : this.cursors.decode(cursor, binding);
    if (minPosition !== undefined) void reply.header('x-waited-for', minPosition.toString());
    const rows = Array.from({ length: 5 }, (_, index) => index).filter((index) => index > Number(after));
    const page = pageOf(rows.slice(0, limit + 1), limit, (last) => this.cursors.encode([last], binding));
    return { ...page, items: page.items.map((index) => ({ id: String(index), name: 'gadget', colour: 'blue' })) };
  }

  @Get('broken')
  broken(): never {
    throw new Error('SELECT secret FROM vault at /srv/postbode');
  }

  @Get('away')
  away(): never {
    throw new DomainError('gadget.away', 'unavailable', 'The gadget store is away.');
  }

  @Delete(':id')
  @Roles('operator')
  remove(@Param('id', { schema: gadgetId }) id: string): { id: string } {
    return { id };
  }

  @Get('open/door')
  @Public()
  open(): { open: string } {
    return { open: 'yes' };
  }
}
