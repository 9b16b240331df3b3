import { pageParameters, pageSchema } from '@postbode/http';
import type { EmailRow } from '@postbode/read-model';
import { z } from 'zod';
import { keysOf, pick } from '../reading/pick.js';
import { flag, instant, shownInstant } from '../reading/query.schemas.js';

const status = z.enum(['Received', 'Quarantined']);

const address = z.object({ name: z.string().optional(), address: z.string() }).meta({ id: 'EmailAddress' });

/** What is null here was never known, or is erased. All text is the sender's. */
const summary = {
  id: z.uuid(),
  mailboxId: z.uuid(),
  status: status.describe('Quarantined: cannot be read as mail; its bytes are kept.'),
  quarantineReason: z.string().nullable(),
  onServer: z.boolean().describe('On the mail server as far as we know.'),
  size: z.int().nullable().describe('Bytes of the raw message.'),
  subject: z.string().nullable(),
  from: z.array(address).nullable(),
  to: z.array(address).nullable(),
  messageId: z.string().nullable(),
  hasAttachments: z.boolean().nullable(),
  sentAt: shownInstant.nullable().describe("What the sender's Date field says."),
  receivedAt: shownInstant.nullable().describe('What the mail server says.'),
  arrivedAt: shownInstant.describe('`receivedAt`, or else when it was stored: what lists are ordered by.'),
};

const emailSummary = z.object(summary).meta({ id: 'EmailSummary' });
export const emailPage = pageSchema(emailSummary);

const remote = z
  .object({
    protocol: z.enum(['imap', 'pop3']),
    folder: z.string().nullable(),
    uidValidity: z.string().nullable(),
    uid: z.int().nullable(),
    uidl: z.string().nullable(),
    occurrence: z.int().nullable(),
  })
  .meta({ id: 'EmailRemote' });

export const email = z
  .object({
    ...summary,
    cc: z.array(address).nullable(),
    sha256: z.string().nullable().describe('Of the raw message, in hexadecimal digits.'),
    erased: z.boolean().describe('Its content was erased on purpose.'),
    remote: remote.describe('Where it lies, or last lay, on the mail server.'),
    handledUnder: z
      .object({ profileRevision: z.int(), mailboxRevision: z.int() })
      .describe('Revisions of the settings it was received under.'),
  })
  .meta({ id: 'Email' });

export const emailQuery = z.object({
  ...pageParameters,
  status: status.optional(),
  onServer: flag.optional(),
  receivedAfter: instant.optional().describe('Arrived at or after this instant.'),
  receivedBefore: instant.optional().describe('Arrived before this instant.'),
  subject: z.string().min(1).max(200).optional().describe('How the subject begins, in any case.'),
});

export const attachmentList = z.object({
  items: z.array(
    z
      .object({
        index: z.int(),
        filename: z.string().describe('Safe to save under.'),
        contentType: z.string().describe('What the sender says.'),
        size: z.int().describe('Bytes, decoded.'),
        disposition: z.enum(['attachment', 'inline']),
        contentId: z.string().optional(),
        related: z.boolean().describe('Belongs to the HTML: an image in it, mostly.'),
      })
      .meta({ id: 'Attachment' }),
  ),
});

export type Email = z.output<typeof email>;

const summarized = keysOf(summary);

/** An envelope that was opened has a subject, if an empty one. */
const isErased = ({ status: is, subject }: EmailRow): boolean => is === 'Received' && subject === null;

export const toEmail = (row: EmailRow): Email => ({
  ...pick(row, summarized),
  ...pick(row, ['cc', 'sha256']),
  erased: isErased(row),
  remote: pick(row, ['protocol', 'folder', 'uidValidity', 'uid', 'uidl', 'occurrence']),
  handledUnder: pick(row, ['profileRevision', 'mailboxRevision']),
});
