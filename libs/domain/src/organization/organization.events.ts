import { z } from 'zod';
import { changesOf, defineEvent, type EventOf } from '../event-kit.js';
import { incomingDeliveryMethod, outgoingDeliveryMethod } from '../mailbox/mailbox.settings.js';

/** System Settings > Email, as far as new mailboxes take their defaults from it (specification 1.6). */
export const systemSettings = z.strictObject({
  defaultProfileId: z.uuid().nullable(),
  defaultIncomingEmailDeliveryMethod: incomingDeliveryMethod,
  defaultOutgoingEmailDeliveryMethod: outgoingDeliveryMethod,
});

export const systemSettingsChanged = defineEvent(
  'SystemSettingsChanged',
  'Defaults for new mailboxes were changed, field by field; mailboxes that exist keep theirs.',
  z.strictObject({ organizationId: z.uuid(), changes: changesOf(systemSettings) }),
);

export const organizationEvents = [systemSettingsChanged] as const;
export type OrganizationEvent = EventOf<(typeof organizationEvents)[number]>;
export type SystemSettings = z.output<typeof systemSettings>;
