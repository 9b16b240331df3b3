import type { SystemSettings } from '@postbode/domain';
import { bigInteger, instant, tableOf } from './columns.js';

export interface SystemSettingsRow extends SystemSettings {
  readonly organizationId: string;
  readonly defaultProfileId: string | null;
  readonly defaultIncomingEmailDeliveryMethod: SystemSettings['defaultIncomingEmailDeliveryMethod'];
  readonly defaultOutgoingEmailDeliveryMethod: SystemSettings['defaultOutgoingEmailDeliveryMethod'];
  readonly revision: number;
  readonly position: bigint;
  readonly updatedAt: string;
}

export const SystemSettingsRow = tableOf<SystemSettingsRow>('system_settings', {
  organizationId: { type: 'uuid', primary: true },
  defaultProfileId: { type: 'uuid' },
  defaultIncomingEmailDeliveryMethod: { type: 'text' },
  defaultOutgoingEmailDeliveryMethod: { type: 'text' },
  revision: { type: 'int' },
  position: { type: 'bigint', transformer: bigInteger },
  updatedAt: { type: 'timestamptz', transformer: instant },
});
