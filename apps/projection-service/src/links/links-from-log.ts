import type { EventStore } from '@postbode/event-store';
import type { Position } from '@postbode/kernel';
import { linkEventTypes, MailboxLinks } from './mailbox-links.js';

/** As they were right after the event at `position`. */
export const linksFromLog = async (store: EventStore, position: Position): Promise<MailboxLinks> => {
  const links = new MailboxLinks();
  for await (const event of store.readAll({ filter: { types: linkEventTypes } })) {
    if (event.position > position) break;
    links.apply(event);
  }
  return links;
};
