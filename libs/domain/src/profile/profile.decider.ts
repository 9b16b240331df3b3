import type { Decider } from '@postbode/kernel';
import { capabilitiesOf, type ConnectorCapabilities } from '../connectors/connector-capabilities.js';
import { applyChanges, differences } from '../event-kit.js';
import type { CreateProfile, ProfileCommand, ProfileInput, UpdateProfile } from './profile.commands.js';
import { consentMissing, profileExists, profileNotFound, serverTypeUnavailable } from './profile.errors.js';
import type { ProfileEvent } from './profile.events.js';
import { checkSettings, completeSettings } from './profile.rules.js';
import type { ProfileSettings, ServerType } from './profile.settings.js';

export type ProfileState = { readonly status: 'none' } | { readonly status: 'deleted'; readonly profileId: string } | ExistingProfile;

export interface ExistingProfile {
  readonly status: 'active' | 'inactive';
  readonly profileId: string;
  readonly serverType: ServerType;
  readonly settings: ProfileSettings;
}

const evolve = (state: ProfileState, event: ProfileEvent): ProfileState => {
  if (event.type === 'ProfileCreated')
    return { status: 'active', profileId: event.data.profileId, serverType: event.data.serverType, settings: event.data.settings };
  if (state.status === 'none' || state.status === 'deleted') return state;
  switch (event.type) {
    case 'ProfileUpdated':
      return { ...state, settings: applyChanges(state.settings, event.data.changes) };
    case 'ProfileActivated':
      return { ...state, status: 'active' };
    case 'ProfileDeactivated':
      return { ...state, status: 'inactive' };
    case 'ProfileDeleted':
      return { status: 'deleted', profileId: state.profileId };
  }
};

const connectorFor = (serverType: ServerType): ConnectorCapabilities => {
  const capabilities = capabilitiesOf(serverType);
  if (capabilities === undefined) throw serverTypeUnavailable(serverType);
  return capabilities;
};

const create = (command: CreateProfile, state: ProfileState): ProfileEvent[] => {
  if (state.status !== 'none') throw profileExists();
  const capabilities = connectorFor(command.serverType);
  const { settings, defaulted } = completeSettings(capabilities, command.input);
  checkSettings(capabilities, settings, command.deployment);
  if (command.consent === undefined) throw consentMissing();
  const { profileId, serverType, consent } = command;
  return [{ type: 'ProfileCreated', data: { profileId, serverType, settings, defaulted: [...defaulted], consent } }];
};

/**
 * What was typed over what there was. A changed TLS choice without a port, or a changed port without a TLS mode, is filled in
 * anew, as on the first save; the credential settings follow the incoming leg while "same settings" is on.
 */
const merged = (settings: ProfileSettings, input: ProfileInput): ProfileInput => {
  const blank = new Set<string>();
  for (const side of ['incoming', 'outgoing'] as const) {
    const tlsChanged = input[`${side}UseSsl`] !== undefined && input[`${side}UseSsl`] !== settings[`${side}UseSsl`];
    if (tlsChanged) blank.add(`${side}PortNumber`);
    if (tlsChanged || input[`${side}PortNumber`] !== undefined) blank.add(`${side}TlsMode`);
  }
  const kept = Object.entries(settings).filter(([field]) => !blank.has(field));
  const typed = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...kept, ...typed]);
};

const update = (command: UpdateProfile, state: ExistingProfile): ProfileEvent[] => {
  const capabilities = connectorFor(state.serverType);
  const { settings, defaulted } = completeSettings(capabilities, merged(state.settings, command.input));
  checkSettings(capabilities, settings, command.deployment);
  const changes = differences(state.settings, settings);
  if (Object.keys(changes).length === 0) return [];
  return [{ type: 'ProfileUpdated', data: { profileId: state.profileId, changes, defaulted: [...defaulted] } }];
};

const decide = (command: ProfileCommand, state: ProfileState): readonly ProfileEvent[] => {
  if (command.type === 'CreateProfile') return create(command, state);
  if (state.status === 'none' || state.status === 'deleted') throw profileNotFound();
  const data = { profileId: state.profileId };
  switch (command.type) {
    case 'UpdateProfile':
      return update(command, state);
    case 'ActivateProfile':
      return state.status === 'active' ? [] : [{ type: 'ProfileActivated', data }];
    case 'DeactivateProfile':
      return state.status === 'inactive' ? [] : [{ type: 'ProfileDeactivated', data }];
    case 'DeleteProfile':
      return [{ type: 'ProfileDeleted', data }];
  }
};

/** The life of one e-mail server profile (stream `profile-<id>`). */
export const profileDecider: Decider<ProfileCommand, ProfileState, ProfileEvent> = {
  initialState: () => ({ status: 'none' }),
  decide,
  evolve,
};
