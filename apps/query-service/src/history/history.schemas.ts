import { pageParameters, pageSchema } from '@postbode/http';
import { z } from 'zod';
import { shownInstant } from '../reading/query.schemas.js';

const change = z.object({ field: z.string(), from: z.unknown(), to: z.unknown() }).meta({ id: 'Change' });

export const historyEntry = z
  .object({
    stream: z.string().describe('`profile`, `mailbox`, `mailboxsync` or `organization`.'),
    revision: z.int().describe('Place in the stream, from 0, without gaps.'),
    position: z.string().describe('Place in the log of everything.'),
    type: z.string().describe('What happened.'),
    at: shownInstant,
    actor: z.object({ id: z.string(), kind: z.enum(['user', 'service']) }),
    command: z.string().describe('Under which command.'),
    commandId: z.string(),
    reason: z.string().nullable().describe('Why, in the words of who did it.'),
    correlationId: z.string(),
    causationId: z.string(),
    changes: z.array(change).describe('What changed, from what to what.'),
    facts: z.record(z.string(), z.unknown()).describe('What else is known of it. Never content, never a secret.'),
  })
  .meta({ id: 'HistoryEntry' });

export const historyPage = pageSchema(historyEntry);

export const historyQuery = z.object(pageParameters);

export const mailboxHistoryQuery = z.object({
  ...pageParameters,
  include: z.enum(['sync']).optional().describe('`sync`: also what happened to its mail, message by message.'),
});

export type HistoryEntry = z.output<typeof historyEntry>;
export type Change = z.output<typeof change>;
