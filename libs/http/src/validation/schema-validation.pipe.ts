import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import { HttpProblem, type ProblemDetail } from '../problems/http-problem.errors.js';
import { httpProblems } from '../problems/problem.catalogue.js';

type Schema = NonNullable<ArgumentMetadata['schema']>;
type Issue = NonNullable<Awaited<ReturnType<Schema['~standard']['validate']>>['issues']>[number];

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
 * Validates `@Body({ schema })`, `@Query({ schema })` and `@Param('id', { schema })` with the zod schema they name.
 * @throws HttpProblem 422 with a pointer per field for a body, 400 with the name for a parameter; at most 50 errors
 */
export class SchemaValidationPipe extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (metadata.schema === undefined || !this.toValidate(metadata)) return value;
    this.stripProtoKeys(value);
    const result = await this.validate<T>(value, metadata.schema);
    if (result.issues === undefined) return result.value;
    const issues = result.issues.slice(0, mostIssues);
    throw metadata.type === 'body' ? bodyProblem(issues) : parameterProblem(issues, metadata.data);
  }
}
