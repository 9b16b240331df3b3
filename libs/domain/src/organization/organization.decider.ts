import { DomainError, type Decider } from '@postbode/kernel';
import { applyChanges, differences } from '../event-kit.js';
import type { OrganizationEvent, SystemSettings } from './organization.events.js';

export interface ChangeSystemSettings {
  readonly type: 'ChangeSystemSettings';
  readonly organizationId: string;
  readonly input: { readonly [Field in keyof SystemSettings]?: SystemSettings[Field] | undefined };
  /** Whether the profile named as default exists; looked up by the handler. */
  readonly defaultProfileExists: boolean;
}

/** One deployment serves one organization; its stream has this fixed id. */
export const theOrganization = '00000000-0000-4000-8000-000000000001';

export const initialSystemSettings: SystemSettings = {
  defaultProfileId: null,
  defaultIncomingEmailDeliveryMethod: 'ServerSideSynchronization',
  defaultOutgoingEmailDeliveryMethod: 'ServerSideSynchronization',
};

const unknownDefaultProfile = (): DomainError =>
  new DomainError('organization.default-profile-missing', 'invalid', 'There is no such profile to make the default.', {
    fields: [{ pointer: '/defaultProfileId', detail: 'no such profile' }],
  });

/** Settings of the organization (stream `organization-<id>`). */
export const organizationDecider: Decider<ChangeSystemSettings, SystemSettings, OrganizationEvent> = {
  initialState: () => initialSystemSettings,
  decide: ({ organizationId, input, defaultProfileExists }, state) => {
    const typed = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
    const changes = differences(state, { ...state, ...typed });
    if (changes.defaultProfileId?.to !== undefined && changes.defaultProfileId.to !== null && !defaultProfileExists)
      throw unknownDefaultProfile();
    return Object.keys(changes).length === 0 ? [] : [{ type: 'SystemSettingsChanged', data: { organizationId, changes } }];
  },
  evolve: (state, event) => applyChanges(state, event.data.changes),
};
