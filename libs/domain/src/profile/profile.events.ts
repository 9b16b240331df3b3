import { z } from 'zod';
import { changesOf, defineEvent, type EventOf } from '../event-kit.js';
import { isoInstant, printable } from '../field-schemas.js';
import { profileSettings, serverType } from './profile.settings.js';

const profileId = z.uuid();
/** Names of fields the system filled in because they were left blank: defaulted is not typed. */
const defaulted = z.array(z.string());

/** Creating a profile is consenting to share data with an external system (specification 1.6, privacy notice). */
export const privacyConsent = z.strictObject({ by: printable(250).min(1), at: isoInstant, noticeVersion: printable(50).min(1) });

export const profileCreated = defineEvent(
  'ProfileCreated',
  'An administrator described an e-mail server and consented to share data with it.',
  z.strictObject({ profileId, serverType, settings: profileSettings, defaulted, consent: privacyConsent }),
);
export const profileUpdated = defineEvent(
  'ProfileUpdated',
  'Settings of a profile were changed, field by field.',
  z.strictObject({ profileId, changes: changesOf(profileSettings), defaulted }),
);
export const profileActivated = defineEvent('ProfileActivated', 'A profile may be used again.', z.strictObject({ profileId }));
export const profileDeactivated = defineEvent(
  'ProfileDeactivated',
  'A profile may not be used until it is activated: its mailboxes pause.',
  z.strictObject({ profileId }),
);
export const profileDeleted = defineEvent(
  'ProfileDeleted',
  'A profile is gone; its mailboxes survive, unlinked.',
  z.strictObject({ profileId }),
);

export const profileEvents = [profileCreated, profileUpdated, profileActivated, profileDeactivated, profileDeleted] as const;
export type ProfileEvent = EventOf<(typeof profileEvents)[number]>;
export type PrivacyConsent = z.output<typeof privacyConsent>;
