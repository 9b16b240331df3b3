import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '../metrics/metrics.js';
import type { Readiness } from './readiness.js';

export interface OpsServerOptions {
  readonly host: string;
  /** 0: any free port, see {@link OpsServer.port}. */
  readonly port: number;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
}

export interface OpsServer extends AsyncDisposable {
  readonly port: number;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const plain = 'text/plain; charset=utf-8';

const answerTo = async (path: string | undefined, { readiness, metrics }: OpsServerOptions): Promise<Answer> => {
  switch (path) {
    case '/livez':
      return { status: 200, type: plain, text: 'alive\n' };
    case '/readyz': {
      const report = await readiness.report();
      return { status: report.status === 'not-ready' ? 503 : 200, type: 'application/json', text: `${JSON.stringify(report)}\n` };
    }
    case '/metrics':
      return { status: 200, type: metrics.contentType, text: await metrics.text() };
    default:
      return { status: 404, type: plain, text: 'Only /livez, /readyz and /metrics.\n' };
  }
};

const respond = async (request: IncomingMessage, response: ServerResponse, options: OpsServerOptions): Promise<void> => {
  const reading = request.method === 'GET' || request.method === 'HEAD';
  const { status, type, text } = reading ? await answerTo(request.url?.split('?', 1)[0], options) : { status: 405, type: plain, text: '' };
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...(reading ? {} : { allow: 'GET, HEAD' }) });
  response.end(request.method === 'HEAD' ? undefined : text);
};

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/**
 * `/livez` (asks nothing of anybody), `/readyz` (named checks with reasons; 503 when not ready) and `/metrics`, on a port
 * of its own that only operators reach.
 */
export const startOpsServer = async (options: OpsServerOptions): Promise<OpsServer> => {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    respond(request, response, options).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: () => close(server) };
};
