import type { Work, WorkType } from '@postbode/contracts';
import { categories } from '@postbode/domain';
import { categoryOf, idOf, type MailboxId, type RecordedEvent } from '@postbode/kernel';
import type { MailboxLinks } from '../links/mailbox-links.js';

const ownWork: Readonly<Record<string, WorkType>> = {
  MailboxTestRequested: 'MailboxTestRequested',
  MailboxSyncRequested: 'MailboxSyncRequested',
  MailboxDeleted: 'MailboxDeleted',
};

const wakeUp = (type: WorkType, mailboxId: string, event: RecordedEvent): Work => ({
  type,
  mailboxId: mailboxId as MailboxId,
  eventType: event.type,
  eventId: event.id,
  position: event.position,
  revision: event.revision,
  ...(event.metadata.traceparent === undefined ? {} : { traceparent: event.metadata.traceparent }),
});

/**
 * Who must be woken by an event: its own mailbox, or every mailbox of its profile.
 * @param links as they were before the event
 */
export const workOfEvent = (event: RecordedEvent, links: MailboxLinks): Work[] => {
  const id = idOf(event.stream);
  switch (categoryOf(event.stream)) {
    case categories.mailbox:
      return [wakeUp(ownWork[event.type] ?? 'MailboxChanged', id, event)];
    case categories.profile:
      return links.mailboxesOf(id).map((mailboxId) => wakeUp('MailboxChanged', mailboxId, event));
    default:
      return [];
  }
};
