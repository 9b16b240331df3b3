import { failureCause, legStatuses, mailboxKind, mailboxSettings } from '@postbode/domain';
import { pageParameters, pageSchema } from '@postbode/http';
import type { MailboxView } from '@postbode/read-model';
import { z } from 'zod';
import { keysOf, pick } from '../reading/pick.js';
import { flag, resourceId, shownInstant } from '../reading/query.schemas.js';

const legStatus = z.enum(Object.keys(legStatuses) as (keyof typeof legStatuses)[]);

const leg = z
  .object({
    status: legStatus.describe('Of the last test.'),
    cause: failureCause.nullable().describe('Why it failed and what to do.'),
    enabled: z.boolean(),
  })
  .meta({ id: 'MailboxLeg' });

const counts = {
  received: z.int().describe('E-mails ever received, also those no longer on the server.'),
  onServer: z.int().describe('E-mails on the server as far as we know.'),
  quarantined: z.int(),
  skipped: z.int().describe('Messages left on the server on purpose.'),
};

/** Names of specification 1.4. */
const telemetry = {
  lastSyncStartedOn: shownInstant.nullable(),
  lastSuccessfulSyncCompletedOn: shownInstant.nullable(),
  lastSyncErrorCode: z.string().nullable(),
  lastSyncError: z.string().nullable(),
  lastSyncErrorOccurredOn: shownInstant.nullable(),
  lastSyncErrorCount: z.int().describe('Failures in a row.'),
  itemsProcessedForLastSync: z.int().nullable(),
  nextDueAt: shownInstant.nullable().describe('When the server is looked at again at the latest.'),
  hostId: z.string().nullable().describe('The worker that has the mailbox.'),
  pushActive: z.boolean().describe('The server tells of new mail by itself.'),
};

export const mailbox = z
  .object({
    id: z.uuid(),
    kind: mailboxKind,
    regardingObjectId: z.uuid().nullable(),
    profileId: z.uuid().nullable(),
    ...mailboxSettings.shape,
    isPasswordSet: z.boolean(),
    credentialsVersion: z.int().nullable(),
    incoming: leg,
    outgoing: leg,
    testState: z.enum(['NotRequested', 'Pending', 'Completed']),
    testRequestedAt: shownInstant.nullable(),
    testCompletedAt: shownInstant.nullable(),
    disabledReason: z.string().nullable(),
    disabledCause: failureCause.nullable(),
    ...counts,
    lastReceivedAt: shownInstant.nullable().describe('When the last e-mail was stored.'),
    ...telemetry,
    revision: z.int().describe('Also the ETag: send it as `If-Match` with a change. Counts and times change without it.'),
    createdAt: shownInstant,
    updatedAt: shownInstant,
  })
  .meta({ id: 'Mailbox' });

export const mailboxPage = pageSchema(mailbox);

export const profileMailboxesQuery = z.object(pageParameters);

export const mailboxQuery = z.object({
  ...pageParameters,
  profileId: resourceId.optional(),
  kind: mailboxKind.optional(),
  enabled: flag.optional().describe('`true`: at least one leg is enabled.'),
  status: legStatus.optional().describe('Failure: a leg failed its test. Success: none did and one succeeded. NotRun: none was tested.'),
  search: z.string().min(1).max(100).optional().describe('A part of the name or of the address, in any case.'),
});

export type Mailbox = z.output<typeof mailbox>;

const notSynced = { received: 0, onServer: 0, quarantined: 0, skipped: 0, lastReceivedAt: null };

const notTried = {
  lastSyncStartedOn: null,
  lastSuccessfulSyncCompletedOn: null,
  lastSyncErrorCode: null,
  lastSyncError: null,
  lastSyncErrorOccurredOn: null,
  lastSyncErrorCount: 0,
  itemsProcessedForLastSync: null,
  nextDueAt: null,
  hostId: null,
  pushActive: false,
};

const settings = keysOf(mailboxSettings.shape);
const synced = keysOf(notSynced);
const told = keysOf(telemetry);

export const toMailbox = ({ mailbox: row, sync, telemetry: seen }: MailboxView): Mailbox => ({
  ...pick(row, ['id', 'kind', 'regardingObjectId', 'profileId']),
  ...pick(row, settings),
  isPasswordSet: row.credentialsSet,
  credentialsVersion: row.credentialsVersion,
  incoming: { status: row.incomingStatus, cause: row.incomingCause, enabled: row.enabledIncoming },
  outgoing: { status: row.outgoingStatus, cause: row.outgoingCause, enabled: row.enabledOutgoing },
  ...pick(row, ['testState', 'testRequestedAt', 'testCompletedAt', 'disabledReason', 'disabledCause']),
  ...pick(sync ?? notSynced, synced),
  ...pick(seen ?? notTried, told),
  ...pick(row, ['revision', 'createdAt', 'updatedAt']),
});
