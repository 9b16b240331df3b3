import { MailError } from '../mail-error.js';

/**
 * Why a message cannot be read. The first seven are decided by its bytes alone and hold for ever; the last three are found
 * by the full parse within its bounds.
 */
export type UnreadableReason =
  | 'empty'
  | 'no-header'
  | 'header-too-large'
  | 'too-many-headers'
  | 'too-many-parts'
  | 'too-deep'
  | 'too-large'
  | 'too-slow'
  | 'too-large-in-memory'
  | 'parser-failed';

/**
 * A verdict about one message, not a passing failure: asking again gives the same answer. Its bytes are kept, the message is
 * quarantined with the reason, the mailbox goes on (pitfalls §2.10).
 */
export class MessageUnreadableError extends MailError {
  constructor(
    readonly reason: UnreadableReason,
    cause?: unknown,
  ) {
    super({ code: 'mail.message-unreadable', retry: 'never', scope: 'message' }, `The message cannot be read: ${reason}`, undefined, cause);
  }
}
