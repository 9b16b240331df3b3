import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { problemMediaType } from '../problems/problem-document.js';
import { convertSchema } from './schema-converter.js';

export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

const text = { type: 'string' } as const;

const problemSchema = {
  type: 'object',
  description: 'Problem details (RFC 9457). docs/reference/problems.md lists every code.',
  required: ['type', 'title', 'status', 'code', 'traceId'],
  properties: {
    type: { ...text, format: 'uri', description: '`urn:postbode:problem:<code>`' },
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: { ...text, description: 'Stable: `area.kebab-reason`.' },
    traceId: { ...text, description: 'For an operator, to find the request.' },
    errors: {
      type: 'array',
      items: { type: 'object', required: ['detail'], properties: { pointer: text, parameter: text, detail: text } },
    },
    details: { type: 'object', additionalProperties: true },
  },
};

const problemResponse = {
  description: 'A problem.',
  content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } },
};

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { readonly 'x-roles'?: readonly string[] };

const operationsOf = ({ paths }: OpenAPIObject): Operation[] =>
  Object.values(paths).flatMap((path) => methods.flatMap((method) => (path[method] === undefined ? [] : [path[method] as Operation])));

/** Every operation can answer with a problem, and needs a token unless it is public: said once, here. */
const completeOperations = (document: OpenAPIObject): void => {
  for (const operation of operationsOf(document)) {
    operation.responses['default'] ??= { $ref: '#/components/responses/Problem' };
    operation.security = (operation['x-roles'] ?? []).length === 0 ? [] : [{ bearer: [] }];
  }
};

/** A request's form needs its suffix only beside an answer's form of the same name. */
const shortenInputNames = (document: OpenAPIObject): OpenAPIObject => {
  const names = Object.keys(document.components?.schemas ?? {});
  const needless = names.filter((name) => name.endsWith('Input') && !names.includes(name.slice(0, -'Input'.length)));
  const text = needless.reduce(
    (json, name) => json.replaceAll(`schemas/${name}"`, `schemas/${name.slice(0, -'Input'.length)}"`),
    JSON.stringify(document),
  );
  const shortened = JSON.parse(text) as OpenAPIObject;
  const schemas = Object.entries(shortened.components?.schemas ?? {}).map(([name, schema]) => [
    needless.includes(name) ? name.slice(0, -'Input'.length) : name,
    schema,
  ]);
  return { ...shortened, components: { ...shortened.components, schemas: Object.fromEntries(schemas) as Schemas } };
};

const withProblem = (document: OpenAPIObject): OpenAPIObject => {
  const { schemas, responses, ...others } = document.components ?? {};
  return {
    ...document,
    components: { ...others, schemas: { ...schemas, Problem: problemSchema }, responses: { ...responses, Problem: problemResponse } },
  };
};

/** The OpenAPI 3.1 document of an app's routes. */
export const openApiDocument = (app: NestFastifyApplication, { title, version, description }: ApiDescription): OpenAPIObject => {
  const builder = new DocumentBuilder().setTitle(title).setVersion(version).setDescription(description).addBearerAuth();
  const document = SwaggerModule.createDocument(app, builder.setOpenAPIVersion('3.1.0').build(), {
    standardSchemaConverter: convertSchema,
  });
  completeOperations(document);
  return withProblem(shortenInputNames(document));
};

/** Serves the document at `/openapi.json` and Swagger UI at `/docs`. */
export const serveApiDescription = (app: NestFastifyApplication, description: ApiDescription): void => {
  const document = openApiDocument(app, description);
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'openapi.json', raw: ['json'], customSiteTitle: description.title });
};
