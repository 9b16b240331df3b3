import { domainProblem, type ProblemEntry } from '@postbode/http';

const notFound = (code: string, remedy: string): ProblemEntry => domainProblem(code, 'not-found', remedy);
const invalid = (code: string, remedy: string): ProblemEntry => domainProblem(code, 'invalid', remedy);

/** Every problem of the query service's own, for `docs/reference/problems.md`. */
export const queryProblems = {
  emailNotFound: notFound('email.not-found', 'There is no such e-mail. One that was just received appears within seconds.'),
  erased: notFound('email.erased', "The mailbox's data was erased on purpose; its content is gone for good."),
  notStored: notFound(
    'email.not-stored',
    'The message could not be fetched from its server, so there are no bytes of it: see `quarantineReason`.',
  ),
  noHtml: notFound('email.no-html', 'The message has no HTML of its own; read `/text`.'),
  attachmentNotFound: notFound('email.attachment-not-found', 'See `/attachments` for the attachments there are.'),
  quarantined: invalid('email.quarantined', 'The message cannot be read as mail: see `details.reason`. Its bytes are at `/raw`.'),
  unreadable: invalid(
    'email.unreadable',
    'The message is too large or too strange to take apart: see `details.reason`. Its bytes are at `/raw`.',
  ),
  damaged: {
    code: 'email.content-damaged',
    status: 500,
    title: 'The stored message is damaged',
    remedy: 'It is ours to repair, from a backup or from the mail server; give `traceId` to an operator.',
  },
  notCaughtUp: domainProblem(
    'query.not-caught-up',
    'unavailable',
    'What was just written is not shown yet; repeat it after Retry-After seconds.',
  ),
} as const satisfies Record<string, ProblemEntry>;
