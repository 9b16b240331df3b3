import { mailboxKind, mailboxSettings } from '@postbode/domain';
import { z } from 'zod';
import { instant } from '../profiles/profiles.schemas.js';

const changeable = z.strictObject({ ...mailboxSettings.shape, processEmailReceivedAfter: instant.nullable() }).partial();

export const newMailbox = changeable
  .extend({
    emailAddress: mailboxSettings.shape.emailAddress,
    kind: mailboxKind.default('Forward').describe('A mailbox made by hand is a forward mailbox unless it says whose it is.'),
    regardingObjectId: z.uuid().nullable().default(null).describe('The user or queue of the mailbox.'),
    profileId: z.uuid().nullable().optional().describe('Absent: the default profile of the system settings. null: none.'),
  })
  .meta({ id: 'NewMailbox' });

export const mailboxChanges = changeable.meta({ id: 'MailboxChanges' });

export const association = z.strictObject({ profileId: z.uuid().nullable() }).meta({ id: 'Association' });

/** Visible and invisible characters alike, except those that would end a protocol line. */
const noLineEnds = /^[^\r\n\0]+$/;

export const mailboxCredentials = z
  .strictObject({
    username: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\p{Cc}]+$/u, 'must not hold control characters'),
    password: z.string().min(1).max(200).regex(noLineEnds, 'must not hold line ends').meta({ writeOnly: true, format: 'password' }),
  })
  .meta({ id: 'MailboxCredentials' });

export const mailboxTest = z
  .strictObject({
    enableOnSuccess: z.boolean().default(true),
    processEmailReceivedAfter: instant.optional().describe('Mail received at or before it is left on the server.'),
  })
  .meta({ id: 'MailboxTest' });
