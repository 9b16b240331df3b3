import type { MailboxEvent, ProfileEvent } from '@postbode/domain';
import type { EventLike } from '@postbode/kernel';
import type { MailboxLinks } from '../links/mailbox-links.js';

export interface Unlink {
  readonly mailboxId: string;
  readonly profileId: string;
}

/**
 * Which mailboxes an event leaves with a profile that is gone: all of a deleted profile's, and one that was associated by
 * somebody who had not seen the deletion yet.
 * @param links as they are after the event
 */
export const unlinksOfEvent = (event: EventLike, links: MailboxLinks): Unlink[] => {
  const { type, data } = event as MailboxEvent | ProfileEvent;
  if (type === 'ProfileDeleted') {
    const { profileId } = data;
    return links.mailboxesOf(profileId).map((mailboxId) => ({ mailboxId, profileId }));
  }
  if (type !== 'MailboxCreated' && type !== 'MailboxProfileChanged') return [];
  const profileId = links.profileOf(data.mailboxId);
  return profileId !== undefined && links.isDeleted(profileId) ? [{ mailboxId: data.mailboxId, profileId }] : [];
};
