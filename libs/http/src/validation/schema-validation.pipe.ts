import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { HttpProblem, type ProblemDetail } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';

type Schema = NonNullable<ArgumentMetadata['schema']>;
type Result = Awaited<ReturnType<Schema['~standard']['validate']>>;
type Issue = NonNullable<Result['issues']>[number];

const mostIssues = 50;

const keysOf = (issue: Issue): string[] => (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));

const pointerOf = (issue: Issue): string =>
  keysOf(issue)
    .map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');

const describe = (issue: Issue): string => issue.message.slice(0, 300);

const bodyProblem = (issues: readonly Issue[]): HttpProblem => {
  const errors: ProblemDetail[] = issues.map((issue) => ({ pointer: pointerOf(issue), detail: describe(issue) }));
  return new HttpProblem(httpProblems.invalidBody, undefined, { errors });
};

const parameterProblem = (issues: readonly Issue[], name: string | undefined): HttpProblem => {
  const errors: ProblemDetail[] = issues.map((issue) => ({ parameter: name ?? keysOf(issue).join('.'), detail: describe(issue) }));
  return new HttpProblem(httpProblems.invalidParameter, undefined, { errors });
};

/**
 * Validates `@Body({ schema })`, `@Query({ schema })` and `@Param('id', { schema })` with the zod schema they name. Answers
 * at once where it can: Nest runs it for every parameter of every route.
 * @throws HttpProblem 422 with a pointer per field for a body, 400 with the name for a parameter; at most 50 errors
 */
export class SchemaValidationPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema } = metadata;
    if (schema === undefined || metadata.type === 'custom') return value;
    const result = schema['~standard'].validate(value);
    return result instanceof Promise ? result.then((late) => accept(late, metadata)) : accept(result, metadata);
  }
}

const accept = (result: Result, { type, data }: ArgumentMetadata): unknown => {
  if (result.issues === undefined) return result.value;
  const issues = result.issues.slice(0, mostIssues);
  throw type === 'body' ? bodyProblem(issues) : parameterProblem(issues, data);
};
