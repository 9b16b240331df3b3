import { isUuid, type MailboxId } from '@postbode/kernel';
import { z } from 'zod';

/**
 * Why a mailbox is woken:
 * - `MailboxChanged`: the mailbox, or the configuration of its profile, moved: reload and go on.
 * - `MailboxTestRequested`: test its configuration, and enable it when that succeeds.
 * - `MailboxSyncRequested`: someone asked for a sync now.
 * - `MailboxDeleted`: stop, and forget it.
 */
export const workTypes = ['MailboxChanged', 'MailboxTestRequested', 'MailboxSyncRequested', 'MailboxDeleted'] as const;

export type WorkType = (typeof workTypes)[number];

export const isWorkType = (type: string): type is WorkType => (workTypes as readonly string[]).includes(type);

const mailboxId = z
  .string()
  .refine(isUuid, 'not a lower-case UUID')
  .transform((id) => id as string as MailboxId);

/** Version 1 of the payload. Unknown fields are dropped on read, so that a newer writer may add some. */
export const workPayload = z.object({
  version: z.literal(1),
  mailboxId,
  /** Type name and id of the event that caused it. */
  eventType: z.string().min(1).max(200),
  eventId: z.string().min(1).max(200),
  /** Position of that event in the log of all events, decimal: JSON numbers end at 2^53. */
  position: z.string().regex(/^\d{1,19}$/, 'not a decimal position'),
  /** Revision of that event in its own stream. */
  revision: z.int().nonnegative(),
});

export type WorkPayload = z.infer<typeof workPayload>;
