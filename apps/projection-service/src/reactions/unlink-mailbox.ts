import { categories, mailboxDecider } from '@postbode/domain';
import { handleCommand, type EventStore } from '@postbode/event-store';
import { deterministicId, DomainError, streamName, type RecordedEvent } from '@postbode/kernel';
import type { Unlink } from './unlinks-of-event.js';

/** A mailbox deleted meanwhile has nothing to unlink. */
const isGone = (error: unknown): boolean => error instanceof DomainError && error.kind === 'not-found';

/** Once per cause and mailbox, however often it is called: the command's id is made from both. */
export const unlinkMailbox = async (store: EventStore, cause: RecordedEvent, { mailboxId, profileId }: Unlink): Promise<void> => {
  const { correlationId, traceparent } = cause.metadata;
  try {
    await handleCommand({
      store,
      decider: mailboxDecider,
      stream: streamName(categories.mailbox, mailboxId),
      command: { type: 'UnlinkDeletedProfile', profileId },
      metadata: {
        commandId: deterministicId(cause.id, mailboxId),
        command: 'UnlinkDeletedProfile',
        correlationId,
        causationId: cause.id,
        actor: { id: 'projection-service', kind: 'service' },
        ...(traceparent === undefined ? {} : { traceparent }),
      },
    });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
};
