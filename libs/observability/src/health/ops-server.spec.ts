import { Metrics } from '../metrics/metrics.js';
import { type OpsServer, startOpsServer } from './ops-server.js';
import { NotReadyError, Readiness } from './readiness.js';

describe('the ops server', () => {
  let server: OpsServer;
  let readiness: Readiness;

  beforeEach(async () => {
    readiness = new Readiness(50);
    server = await startOpsServer({ host: '127.0.0.1', port: 0, readiness, metrics: new Metrics() });
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
  });

  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`http://127.0.0.1:${server.port}${path}`, init);
  const readyz = async (): Promise<[number, unknown]> => {
    const response = await get('/readyz');
    return [response.status, await response.json()];
  };

  it('is ready when every check is, and names each', async () => {
    readiness.require('database', () => Promise.resolve());
    expect(await readyz()).toEqual([200, { status: 'ready', checks: [{ name: 'database', kind: 'required', ok: true }] }]);
  });

  it('says what is wrong in our words; of any other error only its code', async () => {
    readiness.require('keys', () => Promise.reject(new NotReadyError('the key file is missing')));
    readiness.require('database', () => Promise.reject(Object.assign(new Error('password=hunter2'), { code: 'ECONNREFUSED' })));
    const [status, report] = await readyz();
    expect(status).toBe(503);
    expect(report).toMatchObject({ status: 'not-ready', checks: [{ reason: 'the key file is missing' }, { reason: 'ECONNREFUSED' }] });
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  it('goes on, degraded, when only an advisory check fails', async () => {
    readiness.advise('lag', () => {
      throw new NotReadyError('12,000 events behind');
    });
    expect(await readyz()).toMatchObject([200, { status: 'degraded' }]);
  });

  it('gives up on a probe that never answers', async () => {
    readiness.require('database', () => new Promise(() => undefined));
    expect(await readyz()).toMatchObject([503, { checks: [{ reason: 'no answer within 50 ms' }] }]);
  });

  it('is not ready once turned off, yet alive; life asks nothing of the checks', async () => {
    let probed = 0;
    readiness.require('database', () => void (probed += 1));
    readiness.turnOff('stopping');
    expect((await get('/livez')).status).toBe(200);
    expect(probed).toBe(0);
    expect(await readyz()).toMatchObject([503, { checks: [{ name: 'process', reason: 'stopping' }, { ok: true }] }]);
  });

  it('probes once for callers at the same time', async () => {
    let probed = 0;
    readiness.require('database', async () => {
      probed += 1;
      await new Promise((resolve) => setTimeout(resolve, 10));
    });
    await Promise.all([readiness.report(), readiness.report(), readiness.report()]);
    expect(probed).toBe(1);
  });

  it('serves metrics, and nothing else', async () => {
    expect((await get('/metrics')).headers.get('content-type')).toContain('text/plain');
    expect((await get('/livez?x=1', { method: 'HEAD' })).status).toBe(200);
    expect((await get('/')).status).toBe(404);
    expect((await get('/livez', { method: 'POST' })).status).toBe(405);
  });
});
