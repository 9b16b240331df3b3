import { readEnvelope } from '../envelope/envelope.js';
import { MessageUnreadableError, type UnreadableReason } from '../message-unreadable.errors.js';
import { defaultMimeLimits, type MimeLimits } from '../mime-limits.js';
import { inspectStructure } from '../structure/mime-structure.js';
import { safeContentType, safeFilename } from './attachment-name.js';
import { type Attachment, type AttachmentMeta, MimeParser, type ParsedMessage, type ParseOptions } from './mime-parser.js';
import { ParserThread } from './parser-thread.js';
import type { ParsedAttachment, WorkerReply } from './parser-worker-source.js';
import { ThreadQueue } from './thread-queue.js';

export interface WorkerMimeParserOptions {
  /** Worker threads: how many messages are parsed at the same time. Default 1. */
  readonly threads?: number;
  /** Calls that may wait for a thread before further ones are refused. Default 256. */
  readonly maxWaiting?: number;
  /** Default {@link defaultMimeLimits}. */
  readonly limits?: Partial<MimeLimits>;
}

const brackets = /^\s*<|>\s*$/g;

const metaOf = (found: ParsedAttachment, index: number): AttachmentMeta => {
  const contentType = safeContentType(found.contentType);
  const contentId = found.contentId?.slice(0, 1000).replace(brackets, '');
  return {
    index,
    filename: safeFilename(found.filename, contentType, index),
    contentType,
    size: found.size,
    disposition: found.disposition === 'inline' || (found.disposition === '' && found.related) ? 'inline' : 'attachment',
    ...(contentId === undefined ? {} : { contentId }),
    related: found.related,
  };
};

/** What the parser's own refusals mean; anything else it says is its bug. */
const reasonOf = (message: string): UnreadableReason => {
  if (message.includes('nesting depth')) return 'too-deep';
  return message.includes('header size') ? 'header-too-large' : 'parser-failed';
};

/**
 * Parses with postal-mime in worker threads of its own, so that a hostile message costs at most its thread: bounded in bytes,
 * parts, time and heap; the calling thread only counts parts and copies bytes. A thread that a message killed is replaced.
 */
export class WorkerMimeParser extends MimeParser {
  private readonly limits: MimeLimits;
  private readonly queue: ThreadQueue<ParserThread>;

  constructor({ threads = 1, maxWaiting = 256, limits = {} }: WorkerMimeParserOptions = {}) {
    super();
    this.limits = { ...defaultMimeLimits, ...limits };
    this.queue = new ThreadQueue(
      Array.from({ length: threads }, () => new ParserThread(this.limits)),
      maxWaiting,
    );
  }

  async parse(raw: Uint8Array, { signal }: ParseOptions = {}): Promise<ParsedMessage> {
    const envelope = readEnvelope(raw, this.limits);
    const reply = await this.ask(raw, undefined, signal);
    if (reply.kind !== 'message') throw new MessageUnreadableError('parser-failed');
    return {
      envelope,
      ...(reply.text === undefined ? {} : { text: reply.text }),
      ...(reply.html === undefined ? {} : { html: reply.html }),
      truncated: reply.truncated,
      attachments: reply.attachments.map(metaOf),
    };
  }

  async attachment(raw: Uint8Array, index: number, { signal }: ParseOptions = {}): Promise<Attachment | undefined> {
    if (!Number.isSafeInteger(index) || index < 0) return undefined;
    const reply = await this.ask(raw, index, signal);
    if (reply.kind !== 'attachment') throw new MessageUnreadableError('parser-failed');
    if (reply.meta === undefined || reply.content === undefined) return undefined;
    return { meta: metaOf(reply.meta, index), content: Buffer.from(reply.content.buffer) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.queue[Symbol.asyncDispose]();
  }

  private async ask(raw: Uint8Array, index: number | undefined, signal: AbortSignal | undefined): Promise<WorkerReply> {
    signal?.throwIfAborted();
    inspectStructure(raw, this.limits);
    const reply = await this.queue.use(
      (thread) => thread.run({ raw: new Uint8Array(raw).buffer, ...(index === undefined ? {} : { index }) }, signal),
      signal,
    );
    if (reply.kind === 'failed') throw new MessageUnreadableError(reasonOf(reply.message), reply.message);
    return reply;
  }
}
