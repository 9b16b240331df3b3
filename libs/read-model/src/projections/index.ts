import { emailsProjection } from './emails.projection.js';
import { mailboxesProjection } from './mailboxes.projection.js';
import { profilesProjection } from './profiles.projection.js';
import type { Projection } from './projection.js';
import { settingsProjection } from './settings.projection.js';

export { emailsProjection, mailboxesProjection, profilesProjection, settingsProjection };

/** All read models. Each is followed by itself: one that is stuck does not hold up the others. */
export const projections: readonly Projection[] = [settingsProjection, profilesProjection, mailboxesProjection, emailsProjection];
