import type { PrivacyConsent } from './profile.events.js';
import type { ProfileSettings, ServerType } from './profile.settings.js';

/** What the person typed: everything but name may be left out on creation. `null` clears what can be cleared. */
export type ProfileInput = { readonly [Field in keyof ProfileSettings]?: ProfileSettings[Field] | undefined };

/** Deployment switches (specification 1.3) as the command service found them. */
export interface DeploymentSwitches {
  readonly allowNonSslEmail: boolean;
}

export interface CreateProfile {
  readonly type: 'CreateProfile';
  readonly profileId: string;
  readonly serverType: ServerType;
  readonly input: ProfileInput;
  readonly consent: PrivacyConsent | undefined;
  readonly deployment: DeploymentSwitches;
}

export interface UpdateProfile {
  readonly type: 'UpdateProfile';
  readonly input: ProfileInput;
  readonly deployment: DeploymentSwitches;
}

export type ProfileCommand =
  | CreateProfile
  | UpdateProfile
  | { readonly type: 'ActivateProfile' }
  | { readonly type: 'DeactivateProfile' }
  | { readonly type: 'DeleteProfile' };
