import { z } from 'zod';
import { changesOf, defineEvent, type EventOf } from '../event-kit.js';
import { printable } from '../field-schemas.js';
import { mailboxKind, mailboxSettings } from './mailbox.settings.js';

const mailboxId = z.uuid();
const profileId = z.uuid();

/** Why something failed, for a person: our own words, and the one thing to do. Never a server's text, never a secret. */
export const failureCause = z.strictObject({
  code: z.string().max(100),
  message: z.string().max(500),
  remedy: z.string().max(500),
  scope: z.enum(['message', 'mailbox', 'profile', 'server']),
});

export const legResult = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('NotRun') }),
  z.strictObject({ status: z.literal('Success') }),
  z.strictObject({ status: z.literal('Failure'), cause: failureCause }),
]);

/** Names the stored secret, not the secret: `docs/architecture.md`, Credentials. */
export const credentialReference = z.strictObject({ credentialId: z.uuid(), version: z.int().min(1) });

export const mailboxCreated = defineEvent(
  'MailboxCreated',
  'An administrator described a mailbox.',
  z.strictObject({
    mailboxId,
    kind: mailboxKind,
    regardingObjectId: z.uuid().nullable(),
    profileId: profileId.nullable(),
    settings: mailboxSettings,
    defaulted: z.array(z.string()),
  }),
);
export const mailboxUpdated = defineEvent(
  'MailboxUpdated',
  'Settings of a mailbox were changed, field by field.',
  z.strictObject({ mailboxId, changes: changesOf(mailboxSettings) }),
);
export const mailboxProfileChanged = defineEvent(
  'MailboxProfileChanged',
  'A mailbox was associated with a profile, moved to another one, or unlinked (its profile was deleted).',
  z.strictObject({ mailboxId, from: profileId.nullable(), to: profileId.nullable() }),
);
export const mailboxCredentialsSet = defineEvent(
  'MailboxCredentialsSet',
  'User name and password of a mailbox were entered; the event names the stored secret and its version only.',
  z.strictObject({ mailboxId, username: printable(200).min(1), credential: credentialReference }),
);
export const mailboxTestRequested = defineEvent(
  'MailboxTestRequested',
  'Test and enable was asked for.',
  z.strictObject({ mailboxId, testId: z.uuid(), enableOnSuccess: z.boolean() }),
);
export const mailboxTestCompleted = defineEvent(
  'MailboxTestCompleted',
  'A worker tried both legs of a mailbox and recorded what each did.',
  z.strictObject({ mailboxId, testId: z.uuid(), incoming: legResult, outgoing: legResult }),
);
export const mailboxEnabled = defineEvent(
  'MailboxEnabled',
  'Mail of this mailbox is processed from now on, on the legs named.',
  z.strictObject({ mailboxId, incoming: z.boolean(), outgoing: z.boolean() }),
);
export const mailboxDisabled = defineEvent(
  'MailboxDisabled',
  'Mail of this mailbox is no longer processed: somebody asked for it, its settings changed, or it failed for good.',
  z.strictObject({
    mailboxId,
    because: z.enum(['Requested', 'SettingsChanged', 'ProfileDeleted', 'PermanentFailure']),
    cause: failureCause.nullable(),
  }),
);
export const mailboxSyncRequested = defineEvent(
  'MailboxSyncRequested',
  'Somebody asked to look for mail now.',
  z.strictObject({ mailboxId }),
);
export const mailboxDeleted = defineEvent('MailboxDeleted', 'A mailbox is gone.', z.strictObject({ mailboxId }));

export const mailboxEvents = [
  mailboxCreated,
  mailboxUpdated,
  mailboxProfileChanged,
  mailboxCredentialsSet,
  mailboxTestRequested,
  mailboxTestCompleted,
  mailboxEnabled,
  mailboxDisabled,
  mailboxSyncRequested,
  mailboxDeleted,
] as const;

export type MailboxEvent = EventOf<(typeof mailboxEvents)[number]>;
export type FailureCause = z.output<typeof failureCause>;
export type LegResult = z.output<typeof legResult>;
export type StoredCredential = z.output<typeof credentialReference>;
