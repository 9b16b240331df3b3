import type { CredentialRetrieval } from '../profile/profile.settings.js';
import type { FailureCause, LegResult, StoredCredential } from './mailbox.events.js';
import type { MailboxKind, MailboxSettings } from './mailbox.settings.js';

export type MailboxInput = { readonly [Field in keyof MailboxSettings]?: MailboxSettings[Field] | undefined };

/** What a mailbox must know of its profile to decide; read from the profile's own stream by the handler. */
export interface ProfileFacts {
  readonly profileId: string;
  readonly active: boolean;
  readonly incomingCredentialRetrieval: CredentialRetrieval;
  readonly outgoingCredentialRetrieval: CredentialRetrieval;
  readonly processEmailsReceivedAfter: string | null;
}

export interface CreateMailbox {
  readonly type: 'CreateMailbox';
  readonly mailboxId: string;
  readonly kind: MailboxKind;
  readonly regardingObjectId: string | null;
  readonly input: MailboxInput;
  /** Defaults of the system settings for what was left blank. */
  readonly defaults: Pick<MailboxSettings, 'incomingEmailDeliveryMethod' | 'outgoingEmailDeliveryMethod'>;
  /** null: unlinked. undefined: asked for, but not there. */
  readonly profile: ProfileFacts | null | undefined;
}

export type MailboxCommand =
  | CreateMailbox
  | { readonly type: 'UpdateMailbox'; readonly input: MailboxInput; readonly profile: ProfileFacts | null }
  | { readonly type: 'AssociateMailbox'; readonly profile: ProfileFacts | null | undefined }
  | { readonly type: 'UnlinkDeletedProfile'; readonly profileId: string }
  | { readonly type: 'SetMailboxCredentials'; readonly username: string; readonly credential: StoredCredential }
  | {
      readonly type: 'TestMailbox';
      readonly testId: string;
      readonly enableOnSuccess: boolean;
      readonly processEmailReceivedAfter?: string | undefined;
      readonly profile: ProfileFacts | null;
    }
  | { readonly type: 'CompleteMailboxTest'; readonly testId: string; readonly incoming: LegResult; readonly outgoing: LegResult }
  | { readonly type: 'DisableMailbox' }
  | { readonly type: 'DisableFailedMailbox'; readonly cause: FailureCause }
  | { readonly type: 'SyncMailboxNow' }
  | { readonly type: 'DeleteMailbox' };
