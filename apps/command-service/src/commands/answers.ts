import { setWritten } from '@postbode/http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { CommandOutcome } from './command-issue.js';

/** What every accepted command answers: the thing's id, its revision (also as `ETag`) and the position a read can wait for. */
export const accepted = z
  .object({
    id: z.uuid(),
    revision: z.int().describe('Revision of the thing after this command; send it back as `If-Match`.'),
    position: z.string().describe('Give it to a read as `minPosition` to see what this command did.'),
  })
  .meta({ id: 'Accepted' });

export type Accepted = z.output<typeof accepted>;

export const answer = (reply: FastifyReply, id: string, outcome: CommandOutcome): Accepted => {
  setWritten(reply, outcome);
  return { id, revision: outcome.revision, position: outcome.position.toString() };
};
