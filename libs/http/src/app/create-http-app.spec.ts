import { connect } from 'node:net';
import { once } from 'node:events';
import { Controller, Get, Module } from '@nestjs/common';
import { type GadgetApp, startGadgetApp } from '../testing/gadget-app.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import { createHttpApp } from './create-http-app.js';

const id = '0190a000-0000-4000-8000-000000000001';

describe('an app made by createHttpApp', () => {
  let gadgets: GadgetApp;
  let administrator: { authorization: string };
  let reader: { authorization: string };

  beforeAll(async () => {
    gadgets = await startGadgetApp();
    administrator = await gadgets.headersFor('anna', 'administrator');
    reader = await gadgets.headersFor('rik', 'reader');
  });
  afterAll(async () => {
    await gadgets[Symbol.asyncDispose]();
  });

  const problem = async (request: object): Promise<Record<string, unknown>> => {
    const answer = await gadgets.app.inject(request);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const body = answer.json<Record<string, unknown>>();
    expect(body['status']).toBe(answer.statusCode);
    expect(body['type']).toBe(`urn:postbode:problem:${String(body['code'])}`);
    expect(body['traceId']).toEqual(expect.any(String));
    return { ...body, headers: answer.headers };
  };

  describe('answers every failure with a problem document', () => {
    it('a body that breaks the schema: 422 with a pointer per field', async () => {
      const body = await problem({
        method: 'POST',
        url: '/gadgets',
        headers: administrator,
        payload: { name: '', parts: [{ size: 'x' }], 'a/b': 1 },
      });
      expect(body).toMatchObject({ status: 422, code: 'http.invalid-body' });
      expect((body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual(['', '/name', '/parts/0/size']);
    });

    it('a parameter that breaks the schema: 400 with its name', async () => {
      expect(await problem({ url: '/gadgets?limit=201', headers: reader })).toMatchObject({
        status: 400,
        errors: [{ parameter: 'limit' }],
      });
      expect(await problem({ method: 'PUT', url: '/gadgets/7', headers: { ...reader, 'if-match': '*' } })).toMatchObject({
        status: 400,
        errors: [{ parameter: 'id' }],
      });
    });

    it.each([
      ['text that is not JSON', { 'content-type': 'application/json' }, '{"name":', 400, 'http.malformed-json'],
      ['an empty JSON body', { 'content-type': 'application/json' }, '', 400, 'http.malformed-json'],
      ['prototype poisoning', { 'content-type': 'application/json' }, '{"__proto__":{"a":1}}', 400, 'http.malformed-json'],
      ['too much nesting', { 'content-type': 'application/json' }, '[[[[[[1]]]]]]', 400, 'http.json-too-deep'],
      ['too large a body', { 'content-type': 'application/json' }, `"${'x'.repeat(3000)}"`, 413, 'http.body-too-large'],
      ['another media type', { 'content-type': 'text/plain' }, 'name', 415, 'http.unsupported-media-type'],
      ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'name=a', 415, 'http.unsupported-media-type'],
    ])('%s', async (_what, headers, payload, status, code) => {
      expect(await problem({ method: 'POST', url: '/gadgets', headers: { ...administrator, ...headers }, payload })).toMatchObject({
        status,
        code,
      });
    });

    it('an unknown address: 404; a known one with another method: 405 with Allow', async () => {
      expect(await problem({ url: '/nowhere', headers: reader })).toMatchObject({ status: 404, code: 'http.route-not-found' });
      const refused = await problem({ method: 'PATCH', url: `/gadgets/${id}?x=1`, headers: reader });
      expect(refused).toMatchObject({ status: 405, headers: { allow: 'DELETE, PUT' } });
    });

    it('an address the router cannot read', async () => {
      expect(await problem({ url: '/gadgets/%E0%A4%A', headers: reader })).toMatchObject({ status: 400 });
    });

    it('a refusal of the domain, with status by kind, fields and no more', async () => {
      const body = await problem({ method: 'POST', url: '/gadgets', headers: administrator, payload: { name: 'taken' } });
      expect(body).toMatchObject({
        status: 409,
        code: 'gadget.name-taken',
        detail: 'The name is taken.',
        errors: [{ pointer: '/name', detail: 'taken' }],
      });
      expect(await problem({ url: '/gadgets/away', headers: reader })).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    });

    it('a fault of ours: a bare 500, with nothing internal in it, told to the log', async () => {
      const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
      const answer = await gadgets.app.inject({
        url: '/gadgets/broken',
        headers: { ...reader, traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
      });
      expect(answer.json()).toEqual({
        type: 'urn:postbode:problem:http.internal',
        title: 'Something went wrong',
        status: 500,
        code: 'http.internal',
        traceId,
      });
      expect(gadgets.faults.map(String)).toContain('Error: SELECT secret FROM vault at /srv/postbode');
    });
  });

  describe('knows who calls', () => {
    it('401 with a challenge without a token, and with one that is nonsense', async () => {
      expect(await problem({ url: '/gadgets' })).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="postbode"' } });
      const refused = await problem({ url: '/gadgets', headers: { authorization: 'Bearer a.b.c' } });
      expect(refused).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="postbode", error="invalid_token"' } });
      expect(await problem({ url: '/gadgets', headers: { authorization: 'Basic YTpi' } })).toMatchObject({ status: 401 });
    });

    it('403 without the role; the method says more than its controller', async () => {
      expect(await problem({ method: 'POST', url: '/gadgets', headers: reader, payload: { name: 'a' } })).toMatchObject({
        status: 403,
        details: { roles: 'administrator' },
      });
      expect(await problem({ method: 'DELETE', url: `/gadgets/${id}`, headers: administrator })).toMatchObject({ status: 403 });
    });

    it('lets anybody through where the route is public', async () => {
      expect((await gadgets.app.inject('/gadgets/open/door')).json()).toEqual({ open: 'yes' });
    });

    it('does not start with a route that says nothing, and names it', async () => {
      @Controller('forgotten')
      class ForgottenController {
        @Get()
        all(): string {
          return '';
        }
      }
      @Module({ controllers: [ForgottenController] })
      class ForgottenModule {}
      class UnusedVerifier extends TokenVerifier {
        verify(): never {
          throw new Error('unused');
        }
      }
      const start = createHttpApp(ForgottenModule, {
        api: { title: '', version: '', description: '' },
        verifier: new UnusedVerifier(),
      });
      await expect(start).rejects.toThrow('neither @Roles nor @Public: ForgottenController.all');
    });
  });

  describe('guards writes by revision', () => {
    const put = (ifMatch?: string): object => ({
      method: 'PUT',
      url: `/gadgets/${id}`,
      headers: { ...reader, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
    });

    it('428 without If-Match, 400 when malformed, 412 when stale', async () => {
      expect(await problem(put())).toMatchObject({ status: 428, code: 'http.precondition-required' });
      expect(await problem(put('7'))).toMatchObject({ status: 400, code: 'http.malformed-if-match' });
      expect(await problem(put('"6"'))).toMatchObject({ status: 412, code: 'gadget.stale' });
    });

    it.each(['"7"', 'W/"7"', '*'])('goes through with %s and answers the new ETag', async (ifMatch) => {
      const answer = await gadgets.app.inject(put(ifMatch));
      expect(answer.statusCode).toBe(204);
      expect(answer.headers.etag).toBe('"8"');
    });
  });

  it('gives pages whose cursors are good for one query of one caller', async () => {
    const first = (await gadgets.app.inject({ url: '/gadgets?limit=3', headers: reader })).json<{ items: unknown[]; nextCursor: string }>();
    const next = `cursor=${first.nextCursor}`;
    const second = (await gadgets.app.inject({ url: `/gadgets?limit=3&${next}`, headers: reader })).json<object>();
    expect(first.items).toHaveLength(3);
    expect(second).toEqual({ items: [expect.objectContaining({ id: '3' }), expect.objectContaining({ id: '4' })] });
    expect(await problem({ url: `/gadgets?name=x&${next}`, headers: reader })).toMatchObject({ status: 400, code: 'http.cursor-invalid' });
    expect(await problem({ url: `/gadgets?${next}`, headers: administrator })).toMatchObject({ status: 400, code: 'http.cursor-invalid' });
    expect(await problem({ url: '/gadgets?cursor=WzBd.AAAA', headers: reader })).toMatchObject({
      status: 400,
      code: 'http.cursor-invalid',
    });
  });

  it('hands the position a read waits for to the handler', async () => {
    const waited = async (url: string, headers: object): Promise<unknown> =>
      (await gadgets.app.inject({ url, headers: { ...reader, ...headers } })).headers['x-waited-for'];
    expect(await waited('/gadgets?minPosition=12', { 'postbode-min-position': '9' })).toBe('12');
    expect(await waited('/gadgets', { 'postbode-min-position': '9' })).toBe('9');
    expect(await waited('/gadgets', {})).toBeUndefined();
    expect(await problem({ url: '/gadgets?minPosition=9223372036854775808', headers: reader })).toMatchObject({ status: 400 });
    expect(await problem({ url: '/gadgets?minPosition=1&minPosition=2', headers: reader })).toMatchObject({ status: 400 });
  });

  it('tells the handler who, why and under which request', async () => {
    const reason = Buffer.from('verhuizing naar één server').toString('latin1');
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const headers = { ...administrator, 'x-request-id': 'r-1', 'postbode-reason': reason, traceparent };
    const answer = await gadgets.app.inject({ method: 'POST', url: '/gadgets', headers, payload: { name: 'a' } });
    expect(answer.headers).toMatchObject({ 'x-request-id': 'r-1', etag: '"0"', 'postbode-position': '41' });
    expect(gadgets.log.created.at(-1)?.context).toMatchObject({
      actor: { id: 'anna', kind: 'user' },
      correlationId: 'r-1',
      reason: 'verhuizing naar één server',
      traceparent,
      secureTransport: false,
    });
  });

  it('reports what was answered by route pattern, without the address', async () => {
    await gadgets.app.inject({ method: 'PUT', url: `/gadgets/${id}`, headers: { ...reader, 'x-request-id': 'r-2' } });
    expect(gadgets.answered.at(-1)).toMatchObject({
      method: 'PUT',
      route: '/gadgets/:id',
      status: 428,
      requestId: 'r-2',
      principal: 'rik',
    });
  });

  it('sends its security headers with every answer', async () => {
    for (const url of ['/gadgets/open/door', '/nowhere', '/gadgets', '/gadgets/%E0%A4%A']) {
      expect((await gadgets.app.inject(url)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
    }
  });

  it('ends an idle keep-alive connection when it closes', async () => {
    const own = await startGadgetApp();
    await own.app.listen(0, '127.0.0.1');
    const address = own.app.getHttpServer().address() as { port: number };
    const socket = connect(address.port, '127.0.0.1');
    socket.write('GET /gadgets/open/door HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'data');
    const ended = once(socket, 'close');
    await own[Symbol.asyncDispose]();
    await ended;
    expect(socket.readyState).toBe('closed');
  });
});
