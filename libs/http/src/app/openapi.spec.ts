import { type GadgetApp, startGadgetApp } from '../testing/gadget-app.js';

interface Operation {
  readonly parameters: { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: object }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }>; readonly $ref?: string }>;
  readonly security?: object[];
  readonly 'x-roles'?: string[];
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<
      string,
      { readonly properties: Record<string, unknown>; readonly additionalProperties?: unknown; readonly required?: string[] }
    >;
  };
}

describe('the OpenAPI document', () => {
  let gadgets: GadgetApp;
  let document: Document;
  beforeAll(async () => {
    gadgets = await startGadgetApp();
    document = (await gadgets.app.inject('/openapi.json')).json<Document>();
  });
  afterAll(async () => {
    await gadgets[Symbol.asyncDispose]();
  });

  it('is 3.1 and describes bodies and answers by named components', () => {
    const create = document.paths['/gadgets']!['post']!;
    expect(document.openapi).toBe('3.1.0');
    expect(create.requestBody?.content['application/json']?.schema).toEqual({ $ref: '#/components/schemas/NewGadget' });
    expect(create.responses['201']?.content?.['application/json']?.schema).toEqual({ $ref: '#/components/schemas/Gadget' });
    expect(document.components.schemas['NewGadget']).toMatchObject({ additionalProperties: false, required: ['name'] });
    expect(document.components.schemas['Gadget']).toMatchObject({ required: ['id', 'name', 'colour'] });
    expect(document.components.schemas['Gadget']).not.toHaveProperty('additionalProperties');
  });

  it('describes parameters and headers, each once', () => {
    const parameters = document.paths['/gadgets']!['get']!.parameters.map((parameter) => `${parameter.in}:${parameter.name}`).sort();
    expect(parameters).toEqual(['header:Postbode-Min-Position', 'query:cursor', 'query:limit', 'query:name']);
    const update = document.paths['/gadgets/{id}']!['put']!.parameters;
    expect(update).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'If-Match', required: true })]));
    expect(document.paths['/gadgets']!['post']!.parameters.map(({ name }) => name).sort()).toEqual([
      'Idempotency-Key',
      'Postbode-Reason',
      'X-Request-Id',
    ]);
  });

  it('says which roles, and that anything can end in a problem', () => {
    expect(document.paths['/gadgets']!['post']!).toMatchObject({ 'x-roles': ['administrator'], security: [{ bearer: [] }] });
    const everyOperation = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(everyOperation.length).toBeGreaterThan(5);
    for (const operation of everyOperation) expect(operation.responses['default']).toEqual({ $ref: '#/components/responses/Problem' });
    expect(document.paths['/gadgets/open/door']!['get']!).toMatchObject({ 'x-roles': [], security: [] });
  });

  it('is shown by Swagger UI, under a policy that lets only its own scripts run', async () => {
    const page = await gadgets.app.inject('/docs');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect((await gadgets.app.inject('/docs/swagger-ui-bundle.js')).statusCode).toBe(200);
  });
});
