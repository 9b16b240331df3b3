import { specificationOf } from '@postbode/testing';
import { exampleProfileId } from '../testing/index.js';
import { organizationDecider, theOrganization } from './organization.decider.js';

const { given } = specificationOf(organizationDecider);
const command = { type: 'ChangeSystemSettings', organizationId: theOrganization, defaultProfileExists: true } as const;

describe('system settings', () => {
  it('records field by field what changed', () => {
    given()
      .when({ ...command, input: { defaultProfileId: exampleProfileId } })
      .then({
        type: 'SystemSettingsChanged',
        data: { organizationId: theOrganization, changes: { defaultProfileId: { from: null, to: exampleProfileId } } },
      });
    given()
      .when({ ...command, input: { defaultProfileId: null } })
      .thenNothing();
  });

  it('refuses a default profile that is not there', () => {
    given()
      .when({ ...command, input: { defaultProfileId: exampleProfileId }, defaultProfileExists: false })
      .thenRefused('organization.default-profile-missing', '/defaultProfileId');
  });
});
