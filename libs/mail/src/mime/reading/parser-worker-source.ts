/** What the worker is started with. */
export interface WorkerSettings {
  /** File of the `postal-mime` CommonJS build. */
  readonly parser: string;
  readonly depth: number;
  readonly allHeaderBytes: number;
  readonly textChars: number;
}

/** One message to parse. With `index`: only that attachment is wanted. */
export interface WorkerRequest {
  readonly raw: ArrayBuffer;
  readonly index?: number;
}

export interface ParsedAttachment {
  readonly filename?: string;
  readonly contentType: string;
  readonly size: number;
  readonly disposition: string;
  readonly contentId?: string;
  readonly related: boolean;
}

export type WorkerReply =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'message';
      readonly text?: string;
      readonly html?: string;
      readonly truncated: boolean;
      readonly attachments: readonly ParsedAttachment[];
    }
  | { readonly kind: 'attachment'; readonly meta?: ParsedAttachment; readonly content?: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * The worker thread's program. It is text, evaluated as CommonJS, because a worker needs plain JavaScript and the tests run
 * TypeScript through a transformer that worker threads know nothing of: text loads the same in jest and in `dist`.
 * Says `ready`, then answers each {@link WorkerRequest} with one {@link WorkerReply}.
 */
export const parserWorkerSource = `'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const PostalMime = require(workerData.parser);

const options = {
  maxNestingDepth: workerData.depth,
  maxHeadersSize: workerData.allHeaderBytes,
  forceRfc822Attachments: true,
};

const metaOf = ({ filename, mimeType, content, disposition, contentId, related }) => ({
  filename: filename ?? undefined,
  contentType: mimeType,
  size: content.byteLength,
  disposition: disposition ?? '',
  contentId,
  related: related === true,
});

const readable = (text) => text?.slice(0, workerData.textChars).replaceAll('\\0', '').toWellFormed();

const isLong = (text) => text !== undefined && text.length > workerData.textChars;

const answer = async ({ raw, index }) => {
  const email = await PostalMime.parse(raw, options);
  if (index !== undefined) {
    const found = email.attachments[index];
    if (found === undefined) return { kind: 'attachment' };
    return { kind: 'attachment', meta: metaOf(found), content: new Uint8Array(found.content) };
  }
  return {
    kind: 'message',
    text: readable(email.text),
    html: readable(email.html),
    truncated: isLong(email.text) || isLong(email.html),
    attachments: email.attachments.map(metaOf),
  };
};

parentPort.on('message', (request) => {
  answer(request).then(
    (reply) => parentPort.postMessage(reply, reply.content === undefined ? [] : [reply.content.buffer]),
    (error) => parentPort.postMessage({ kind: 'failed', message: String(error?.message) }),
  );
});
parentPort.postMessage({ kind: 'ready' });
`;
