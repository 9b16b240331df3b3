import type { Envelope } from '../envelope/envelope.js';

export interface AttachmentMeta {
  /** Place in the message, from 0; what `attachment` takes. */
  readonly index: number;
  /** Safe to offer as a file name: no path, no control or direction characters, at most 200 characters. */
  readonly filename: string;
  /** As declared, lower case, never sniffed; `application/octet-stream` when it is no media type. */
  readonly contentType: string;
  /** Decoded bytes. */
  readonly size: number;
  readonly disposition: 'attachment' | 'inline';
  /** Without angle brackets: HTML refers to it as `cid:<contentId>`. */
  readonly contentId?: string;
  /** Belongs to the HTML (multipart/related), not to the list of files. */
  readonly related: boolean;
}

export interface ParsedMessage {
  readonly envelope: Envelope;
  /** Plain text of the message; absent when it has none of its own. See `plainTextOf`. */
  readonly text?: string;
  /** Exactly what the sender wrote: show it only through `sanitizeHtml` (pitfall 69). */
  readonly html?: string;
  /** `text` or `html` was longer than the limit and is cut. */
  readonly truncated: boolean;
  /** Nested messages (message/rfc822) are attachments, unopened. */
  readonly attachments: readonly AttachmentMeta[];
}

export interface Attachment {
  readonly meta: AttachmentMeta;
  readonly content: Buffer;
}

export interface ParseOptions {
  readonly signal?: AbortSignal;
}

/** Reads whole messages, when somebody looks at them. At ingest only `readEnvelope` and `inspectStructure` run. */
export abstract class MimeParser implements AsyncDisposable {
  /**
   * @param raw is left as it is
   * @throws MessageUnreadableError a verdict about this message; DomainError `mail.parser-busy` too many wait; the signal's
   *   reason when it aborts
   */
  abstract parse(raw: Uint8Array, options?: ParseOptions): Promise<ParsedMessage>;

  /** One attachment's decoded bytes; undefined when there is none of this index. @throws as `parse` */
  abstract attachment(raw: Uint8Array, index: number, options?: ParseOptions): Promise<Attachment | undefined>;

  abstract [Symbol.asyncDispose](): Promise<void>;
}
