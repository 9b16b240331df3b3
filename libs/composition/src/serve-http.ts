import type { DynamicModule } from '@nestjs/common';
import type { configParts, ConfigOf } from '@postbode/config';
import { createHttpApp, type ApiDescription, type HttpServices, type TokenVerifier } from '@postbode/http';
import { nestLogger, requestLog } from '@postbode/observability';
import type { ServiceFrame } from './service-frame.js';

export interface HttpToServe extends HttpServices {
  readonly module: DynamicModule;
  readonly api: ApiDescription;
  readonly verifier: TokenVerifier;
}

/** Listens; registered to stop accepting first. @returns `http://host:port` */
export const serveHttp = async (
  { host, port, bodyLimitBytes, trustedProxies }: ConfigOf<typeof configParts>['http'],
  { module, ...served }: HttpToServe,
  { logger, metrics, lifecycle }: ServiceFrame,
): Promise<string> => {
  const app = await createHttpApp(module, {
    ...served,
    bodyLimitBytes,
    trustedProxies,
    logger: nestLogger(logger),
    onAnswered: requestLog(logger, metrics),
    onFault: (err, traceId) => logger.error({ err, traceId }, 'a request failed by a fault of ours'),
  });
  lifecycle.own('stop-accepting', 'http', { [Symbol.asyncDispose]: () => app.close() });
  await app.listen(port, host);
  return (await app.getUrl()).replace('[::1]', 'localhost');
};
