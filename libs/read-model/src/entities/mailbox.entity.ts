import type { FailureCause, LegResult, MailboxEvent, MailboxKind, MailboxSettings } from '@postbode/domain';
import { bigInteger, instant, tableOf } from './columns.js';

export type DisabledReason = Extract<MailboxEvent, { type: 'MailboxDisabled' }>['data']['because'];

/** One mailbox as it is now. Deleted ones keep their row: it remembers the revision of the stream. */
export interface MailboxRow extends MailboxSettings {
  readonly id: string;
  readonly kind: MailboxKind;
  readonly regardingObjectId: string | null;
  readonly profileId: string | null;
  readonly deleted: boolean;
  readonly name: string;
  readonly emailAddress: string;
  readonly incomingEmailDeliveryMethod: MailboxSettings['incomingEmailDeliveryMethod'];
  readonly outgoingEmailDeliveryMethod: MailboxSettings['outgoingEmailDeliveryMethod'];
  readonly allowEmailConnectorToUseCredentials: boolean;
  readonly processEmailReceivedAfter: string | null;
  readonly username: string | null;
  readonly credentialsSet: boolean;
  readonly credentialsVersion: number | null;
  readonly enabledIncoming: boolean;
  readonly enabledOutgoing: boolean;
  readonly incomingStatus: LegResult['status'];
  readonly incomingCause: FailureCause | null;
  readonly outgoingStatus: LegResult['status'];
  readonly outgoingCause: FailureCause | null;
  readonly testId: string | null;
  readonly testState: 'NotRequested' | 'Pending' | 'Completed';
  readonly testRequestedAt: string | null;
  readonly testCompletedAt: string | null;
  readonly disabledReason: DisabledReason | null;
  readonly disabledCause: FailureCause | null;
  readonly revision: number;
  readonly position: bigint;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const MailboxRow = tableOf<MailboxRow>('mailbox', {
  id: { type: 'uuid', primary: true },
  kind: { type: 'text' },
  regardingObjectId: { type: 'uuid' },
  profileId: { type: 'uuid' },
  deleted: { type: 'boolean' },
  name: { type: 'text' },
  emailAddress: { type: 'text' },
  incomingEmailDeliveryMethod: { type: 'text' },
  outgoingEmailDeliveryMethod: { type: 'text' },
  allowEmailConnectorToUseCredentials: { type: 'boolean' },
  processEmailReceivedAfter: { type: 'timestamptz', transformer: instant },
  username: { type: 'text' },
  credentialsSet: { type: 'boolean' },
  credentialsVersion: { type: 'int' },
  enabledIncoming: { type: 'boolean' },
  enabledOutgoing: { type: 'boolean' },
  incomingStatus: { type: 'text' },
  incomingCause: { type: 'jsonb' },
  outgoingStatus: { type: 'text' },
  outgoingCause: { type: 'jsonb' },
  testId: { type: 'uuid' },
  testState: { type: 'text' },
  testRequestedAt: { type: 'timestamptz', transformer: instant },
  testCompletedAt: { type: 'timestamptz', transformer: instant },
  disabledReason: { type: 'text' },
  disabledCause: { type: 'jsonb' },
  revision: { type: 'int' },
  position: { type: 'bigint', transformer: bigInteger },
  createdAt: { type: 'timestamptz', transformer: instant },
  updatedAt: { type: 'timestamptz', transformer: instant },
});
