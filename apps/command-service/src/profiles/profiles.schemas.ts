import { profileSettings, serverType } from '@postbode/domain';
import { z } from 'zod';

/** RFC 3339 with any offset; kept in UTC with milliseconds. */
export const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const { name, incomingServerLocation, outgoingServerLocation, ...optional } = profileSettings.shape;

const changeable = z
  .strictObject({ name, incomingServerLocation, outgoingServerLocation, ...optional, processEmailsReceivedAfter: instant.nullable() })
  .partial();

/** Fields left blank are filled in and recorded as defaulted; see the specification, 1.1. */
export const newProfile = changeable
  .extend({
    serverType,
    name,
    incomingServerLocation,
    outgoingServerLocation,
    consent: z
      .strictObject({ noticeVersion: z.string().min(1).max(50) })
      .optional()
      .describe('Creating a profile is consenting to share data with an external system: which privacy notice was accepted.'),
  })
  .meta({ id: 'NewProfile' });

export const profileChanges = changeable.meta({ id: 'ProfileChanges' });
