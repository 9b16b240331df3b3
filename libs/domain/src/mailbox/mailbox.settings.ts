import { z } from 'zod';
import { emailAddress, isoInstant, printable } from '../field-schemas.js';

/** Option sets by name with Dataverse's numbers (specification 1.4). */
export const incomingDeliveryMethods = { None: 0, Outlook: 1, ServerSideSynchronization: 2, ForwardMailbox: 3 } as const;
export const outgoingDeliveryMethods = { None: 0, Outlook: 1, ServerSideSynchronization: 2 } as const;
export const legStatuses = { NotRun: 0, Success: 1, Failure: 2 } as const;

export const incomingDeliveryMethod = z.enum(['None', 'Outlook', 'ServerSideSynchronization', 'ForwardMailbox']);
export const outgoingDeliveryMethod = z.enum(['None', 'Outlook', 'ServerSideSynchronization']);
/** Whose mailbox it is: a user's, a queue's, or a forward mailbox that belongs to nobody. Fixed at creation. */
export const mailboxKind = z.enum(['User', 'Queue', 'Forward']);

/** What an administrator can change, complete: null means "none". */
export const mailboxSettings = z.strictObject({
  name: printable(200).min(1),
  emailAddress: emailAddress.max(100),
  incomingEmailDeliveryMethod: incomingDeliveryMethod,
  outgoingEmailDeliveryMethod: outgoingDeliveryMethod,
  allowEmailConnectorToUseCredentials: z.boolean(),
  /** Mail received at or before this instant is not processed; later than the profile's own. */
  processEmailReceivedAfter: isoInstant.nullable(),
});

export type MailboxSettings = z.output<typeof mailboxSettings>;
export type MailboxKind = z.output<typeof mailboxKind>;
