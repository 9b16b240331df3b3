import { CheckpointRow } from './checkpoint.entity.js';
import { EmailRow } from './email.entity.js';
import { MailboxSyncRow } from './mailbox-sync.entity.js';
import { MailboxRow } from './mailbox.entity.js';
import { ProfileRow } from './profile.entity.js';
import { SkippedRow } from './skipped.entity.js';
import { SystemSettingsRow } from './system-settings.entity.js';

export { CheckpointRow, EmailRow, MailboxRow, MailboxSyncRow, ProfileRow, SkippedRow, SystemSettingsRow };
export type { EmailStatus } from './email.entity.js';
export type { DisabledReason } from './mailbox.entity.js';

export const entities = [CheckpointRow, ProfileRow, MailboxRow, MailboxSyncRow, EmailRow, SkippedRow, SystemSettingsRow] as const;
