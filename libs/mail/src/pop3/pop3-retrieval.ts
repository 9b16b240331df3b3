import { bounded } from './bounded-bytes.js';
import { messageTooLarge, protocolError, sessionClosed } from './pop3-errors.js';
import { retrievalDeadlineMs, type Pop3Limits } from './pop3-limits.js';
import { parseReply, type Pop3Reply } from './pop3-reply.js';
import type { Pop3Wire } from './pop3-wire.js';

export interface Retrieve {
  /** Message number in this session. */
  readonly number: number;
  /** As LIST claims it. */
  readonly size?: number | undefined;
}

/** The message, or the server's refusal of it. */
export type Retrieved = Retrieve & ({ readonly raw: Buffer } | { readonly refused: Pop3Reply });

export type Pace = 'pipelined' | 'one-by-one';

/** What is read and thrown away when a consumer stops early, before a new connection is the cheaper way. */
const drainBytes = 2 ** 20;

/** How many of `messages` from `first` on may be asked for at once. */
const windowOf = (messages: readonly Retrieve[], first: number, limits: Pop3Limits): number => {
  let bytes = 0;
  let count = 0;
  for (const message of messages.slice(first, first + limits.pipelineCommands)) {
    bytes += message.size ?? limits.pipelineBytes;
    if (count > 0 && bytes > limits.pipelineBytes) break;
    count++;
  }
  return count;
};

const readOne = async (wire: Pop3Wire, limits: Pop3Limits, message: Retrieve): Promise<Retrieved> => {
  const reply = parseReply(await wire.line());
  if (reply === undefined || reply.status === 'continue') {
    throw wire.fail(protocolError('The POP3 server sent something that is no answer.'));
  }
  if (reply.status === 'refused') return { ...message, refused: reply };
  const { sink, whole } = bounded(limits.maxMessageBytes, () => messageTooLarge(limits.maxMessageBytes));
  await wire.multiline(sink);
  return { ...message, raw: whole() };
};

const drain = async (wire: Pop3Wire, answers: number): Promise<void> => {
  let left = drainBytes;
  const drop = (part: Buffer): void => {
    left -= part.length;
    if (left < 0) throw sessionClosed();
  };
  for (let n = 0; n < answers; n++) {
    if (parseReply(await wire.line())?.status === 'ok') await wire.multiline(drop);
  }
};

/**
 * RETR after RETR over a wire nobody else uses. Sends ahead by claimed size and count; reads only what the consumer asks
 * for. The clock of a message runs only while it is read, not while the consumer is at work.
 */
export async function* retrieval(wire: Pop3Wire, limits: Pop3Limits, messages: readonly Retrieve[], pace: Pace): AsyncGenerator<Retrieved> {
  let asked = 0;
  let answered = 0;
  try {
    for (const message of messages) {
      const ahead = answered + (pace === 'pipelined' ? windowOf(messages, answered, limits) : 1);
      if (ahead > asked)
        wire.write(
          messages
            .slice(asked, ahead)
            .map(({ number }) => `RETR ${number}\r\n`)
            .join(''),
        );
      asked = Math.max(asked, ahead);
      const deadline = retrievalDeadlineMs(limits, message.size);
      const retrieved = await wire.within(deadline, 'a message', () => readOne(wire, limits, message));
      answered++;
      yield retrieved;
    }
  } finally {
    const left = asked - answered;
    if (!wire.broken && left > 0) {
      await wire.within(limits.commandTimeoutMs, 'the rest', () => drain(wire, left)).catch(() => undefined);
    }
  }
}
