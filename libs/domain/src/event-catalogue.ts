import { mailboxEvents } from './mailbox/mailbox.events.js';
import { mailboxSyncEvents } from './mailbox-sync/mailbox-sync.events.js';
import { organizationEvents } from './organization/organization.events.js';
import { profileEvents } from './profile/profile.events.js';

/** Stream categories: `<category>-<id>`. */
export const categories = {
  organization: 'organization',
  profile: 'profile',
  mailbox: 'mailbox',
  mailboxSync: 'mailboxsync',
} as const;

/** Every event of the product by the category of its stream: the store's registry and the reference are made from this. */
export const eventCatalogue = {
  [categories.organization]: organizationEvents,
  [categories.profile]: profileEvents,
  [categories.mailbox]: mailboxEvents,
  [categories.mailboxSync]: mailboxSyncEvents,
} as const;

export const allEvents = Object.values(eventCatalogue).flat();
