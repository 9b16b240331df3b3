import { failureRemedies } from '@postbode/app/sync-worker';
import { queryProblems } from '@postbode/app/query-service';
import { domainProblem, problemCatalogue, problemReference } from '@postbode/http';
import { markdownTable } from './markdown-table.js';
import { refusalsInSource, type Refusal } from './refusals-in-source.js';

const refusalTable = (refusals: readonly Refusal[]): string =>
  markdownTable(
    ['code', 'status', 'detail'],
    refusals.map(({ code, kind, message }) => [
      `\`${code}\``,
      String(domainProblem(code, kind).status),
      message.replaceAll(/<(\w+)>/g, '_$1_'),
    ]),
  );

const isRuleOfTheDomain = ({ file }: Refusal): boolean => /^(?:libs\/domain|apps\/command-service)\//.test(file);

/** `docs/reference/problems.md`: every `code` of a problem document, and every cause of a failed test or sync. */
export const problemDocument = async (root: string): Promise<string> => {
  const refusals = await refusalsInSource(root);
  return [
    '# Problems',
    'Every error of the API is a problem document (RFC 9457) of type `urn:postbode:problem:<code>`. `code` is stable; `title` and `detail` are ' +
      'for a person and may change. `traceId` finds the request in the logs.',
    '## Of every request',
    problemReference(problemCatalogue),
    '## Of reads',
    problemReference(Object.values(queryProblems)),
    '## Of commands',
    'The rules of profiles and mailboxes; `errors` points at the fields.',
    refusalTable(refusals.filter(isRuleOfTheDomain)),
    '## Underneath',
    'From the parts a request or a worker stands on. Those with status 503 pass, or need an operator: the same codes are in the logs.',
    refusalTable(refusals.filter((refusal) => !isRuleOfTheDomain(refusal))),
    '## Causes of a failed test, and of a mailbox that was disabled',
    '`cause.code` of a leg of a mailbox, and in its history.',
    markdownTable(
      ['code', 'what to do'],
      Object.entries(failureRemedies).map(([code, remedy]) => [`\`${code}\``, remedy]),
    ),
  ].join('\n\n');
};
