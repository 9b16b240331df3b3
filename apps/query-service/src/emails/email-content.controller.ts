import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { HttpProblem, MinPosition, Roles, setWritten, untrustedContentHeaders } from '@postbode/http';
import type { Position } from '@postbode/kernel';
import { plainTextOf, sanitizeHtml } from '@postbode/mail';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { queryProblems } from '../query.problems.js';
import { CaughtUp } from '../reading/caught-up.pipe.js';
import { resourceId } from '../reading/query.schemas.js';
import { EmailContent } from './email-content.js';
import { attachmentList } from './emails.schemas.js';

const attachmentIndex = z.coerce.number().int().min(0).max(100_000);

/**
 * What mails say. Not for auditors: they see what happened to a mail, never what is in it. Everything but the list of
 * attachments is a download of untrusted bytes: never sniffed, never shown by a browser with an origin of ours.
 */
@ApiTags('E-mail content')
@Roles('administrator', 'reader')
@Controller('v1/emails/:id')
export class EmailContentController {
  constructor(private readonly content: EmailContent) {}

  /** The text of the message, or of its HTML; UTF-8. `Postbode-Truncated: true` when it is cut. */
  @Get('text')
  @ApiProduces('text/plain')
  async text(
    @Param('id', { schema: resourceId }) id: string,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const message = await this.content.message(id);
    setWritten(reply, { position: shown });
    void reply
      .headers(untrustedContentHeaders({ filename: `${id}.txt`, mediaType: 'text/plain' }))
      .header('content-type', 'text/plain; charset=utf-8')
      .header('postbode-truncated', message.truncated);
    return Buffer.from(plainTextOf(message));
  }

  /**
   * The HTML of the message without script, style sheets, forms, frames and remote content; UTF-8. Show it in a sandboxed
   * frame. `Postbode-Remote-Content-Blocked: true` when something was left out that would have been fetched.
   */
  @Get('html')
  @ApiProduces('application/octet-stream')
  async html(
    @Param('id', { schema: resourceId }) id: string,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const message = await this.content.message(id);
    if (message.html === undefined) throw new HttpProblem(queryProblems.noHtml);
    const safe = sanitizeHtml(message.html);
    setWritten(reply, { position: shown });
    void reply
      .headers(untrustedContentHeaders({ filename: `${id}.html`, mediaType: 'text/html' }))
      .header('postbode-truncated', message.truncated || safe.truncated)
      .header('postbode-remote-content-blocked', safe.remoteContentBlocked);
    return Buffer.from(safe.html);
  }

  /** The attachments of the message, also the images of its HTML. */
  @Get('attachments')
  @ApiOkResponse({ standardSchema: attachmentList })
  async attachments(
    @Param('id', { schema: resourceId }) id: string,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.output<typeof attachmentList>> {
    const { attachments } = await this.content.message(id);
    setWritten(reply, { position: shown });
    return { items: [...attachments] };
  }

  /** One attachment, decoded. */
  @Get('attachments/:index')
  @ApiProduces('application/octet-stream')
  async attachment(
    @Param('id', { schema: resourceId }) id: string,
    @Param('index', { schema: attachmentIndex }) index: number,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { meta, content } = await this.content.attachment(id, index);
    setWritten(reply, { position: shown });
    void reply.headers(untrustedContentHeaders({ filename: meta.filename, mediaType: meta.contentType }));
    return content;
  }

  /** The message as the server had it, byte for byte, checked against its SHA-256. Also of a quarantined one. */
  @Get('raw')
  @ApiProduces('message/rfc822')
  async raw(
    @Param('id', { schema: resourceId }) id: string,
    @MinPosition(CaughtUp) shown: Position,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const bytes = await this.content.raw(id);
    setWritten(reply, { position: shown });
    void reply
      .headers(untrustedContentHeaders({ filename: `${id}.eml`, mediaType: 'message/rfc822' }))
      .header('content-type', 'message/rfc822');
    return bytes;
  }
}
