import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-kit.js';
import { isoInstant, revision } from '../field-schemas.js';

const mailboxId = z.uuid();
const emailId = z.uuid();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bytes = z.int().min(0);

/** Where the message lies on the server (RFC 9051 UIDVALIDITY and UID; RFC 1939 UIDL). */
export const remoteIdentity = z.discriminatedUnion('protocol', [
  z.strictObject({
    protocol: z.literal('imap'),
    folder: z.string().max(1000),
    uidValidity: z.string().regex(/^\d+$/),
    uid: z.int().min(1),
  }),
  z.strictObject({ protocol: z.literal('pop3'), uidl: z.string().min(1).max(200), occurrence: z.int().min(0) }),
]);

/** Where the sealed raw bytes lie: a slice of a segment of the blob store. */
export const blobReference = z.strictObject({ segment: z.string().max(300), offset: bytes, length: bytes });

/** Revisions of the settings a message was handled under: "why was it treated so" has an answer for ever. */
const handledUnder = { profileRevision: revision, mailboxRevision: revision };

export const sourceCursor = z.record(z.string().max(50), z.union([z.string().max(4000), z.number(), z.boolean()]));

/** Subject, addresses and date, sealed with the mailbox's own data key (base64): destroying the key erases them. */
const sealedEnvelope = z.string().max(2_000_000);

export const emailReceived = defineEvent(
  'EmailReceived',
  'A message of the server was stored, byte for byte.',
  z.strictObject({
    mailboxId,
    emailId,
    remote: remoteIdentity,
    receivedAt: isoInstant.nullable(),
    size: bytes,
    sha256,
    blob: blobReference,
    envelope: sealedEnvelope,
    ...handledUnder,
  }),
);
export const emailQuarantined = defineEvent(
  'EmailQuarantined',
  'A message could not be read as mail (or not be fetched at all); its bytes are kept where there were any, and the mailbox goes on.',
  z.strictObject({
    mailboxId,
    emailId,
    remote: remoteIdentity,
    reason: z.string().max(100),
    size: bytes.nullable(),
    sha256: sha256.nullable(),
    blob: blobReference.nullable(),
    ...handledUnder,
  }),
);
export const emailSkipped = defineEvent(
  'EmailSkipped',
  'A message was left on the server on purpose: it is older than the start of processing.',
  z.strictObject({ mailboxId, remote: remoteIdentity, reason: z.enum(['ReceivedBeforeStart']), receivedAt: isoInstant, ...handledUnder }),
);
export const emailRelocated = defineEvent(
  'EmailRelocated',
  'A message we have, recognised by its content, lies at another place on the server now.',
  z.strictObject({ mailboxId, emailId, remote: remoteIdentity, sha256 }),
);
export const emailRemovedFromServer = defineEvent(
  'EmailRemovedFromServer',
  'A message we have is no longer on the server; ours stays.',
  z.strictObject({ mailboxId, emailId, remote: remoteIdentity }),
);
export const remoteForgotten = defineEvent(
  'RemoteForgotten',
  'A message that was skipped or quarantined is no longer on the server.',
  z.strictObject({ mailboxId, remote: remoteIdentity }),
);
export const cursorAdvanced = defineEvent(
  'CursorAdvanced',
  'Everything the server showed up to here is accounted for.',
  z.strictObject({ mailboxId, epoch: z.string().max(200), cursor: sourceCursor }),
);
export const cursorReset = defineEvent(
  'CursorReset',
  'A numbering of the messages begins: the first look, or the server renumbered (another UIDVALIDITY) and all are recognised by content.',
  z.strictObject({ mailboxId, fromEpoch: z.string().max(200).nullable(), toEpoch: z.string().max(200) }),
);

export const mailboxSyncEvents = [
  emailReceived,
  emailQuarantined,
  emailSkipped,
  emailRelocated,
  emailRemovedFromServer,
  remoteForgotten,
  cursorAdvanced,
  cursorReset,
] as const;

export type MailboxSyncEvent = EventOf<(typeof mailboxSyncEvents)[number]>;
export type EmailReceived = EventOf<typeof emailReceived>;
export type RemoteIdentityData = z.output<typeof remoteIdentity>;
export type BlobReferenceData = z.output<typeof blobReference>;
export type SourceCursorData = z.output<typeof sourceCursor>;
