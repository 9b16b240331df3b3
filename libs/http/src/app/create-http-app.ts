import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AccessGuard } from '../auth/access.guard.js';
import { assertEveryRouteSaysWho } from '../auth/access.scan.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import { HttpProblem } from '../problems/http-problem.errors.js';
import { problemMediaType, problemOf } from '../problems/problem-document.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { httpProblems } from '../problems/problem.catalogue.js';
import { requestIdOf, traceIdOf } from '../request/trace-id.js';
import { SchemaValidationPipe } from '../validation/schema-validation.pipe.js';
import { AllowedMethods } from './allowed-methods.js';
import { HttpModule, type HttpServices } from './http.module.js';
import { isDeeperThan } from './json-depth.js';
import { type ApiDescription, serveApiDescription } from './openapi.js';
import { apiHeaders, documentationPolicy } from './security-headers.js';

/** One answered request, as far as a log or a metric may know it: no address, no header, no body. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern (`/v1/mailboxes/:id`), never the address itself. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  readonly requestId: string;
  /** Subject of the caller, when known. */
  readonly principal: string | undefined;
}

export interface HttpAppOptions extends HttpServices {
  readonly api: ApiDescription;
  readonly verifier: TokenVerifier;
  /** Default 262,144 bytes. */
  readonly bodyLimitBytes?: number;
  /** Default 32. */
  readonly jsonDepth?: number;
  /** Addresses or ranges of the proxies whose `X-Forwarded-*` is believed. Default none. */
  readonly trustedProxies?: readonly string[];
  /** Nest's own messages. Default: none. */
  readonly logger?: LoggerService;
  readonly onAnswered?: (answer: AnsweredRequest) => void;
  /** A fault of ours that a caller met as 500. */
  readonly onFault?: (error: unknown, traceId: string) => void;
}

const ignore = (): void => undefined;

/** What the router itself refuses never reaches a hook or a filter. */
const refuseBeforeRouting = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const { status, headers, body } = problemOf(error, request.id);
  void reply
    .code(status)
    .headers({ ...apiHeaders, ...headers })
    .type(problemMediaType)
    .send(JSON.stringify(body));
};

const adapterOf = ({ bodyLimitBytes, trustedProxies = [] }: HttpAppOptions): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit: bodyLimitBytes ?? 262_144,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    genReqId: requestIdOf,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    // Requests that arrive on open connections while closing are still answered, with `Connection: close`.
    return503OnClosing: false,
    frameworkErrors: refuseBeforeRouting,
  });

const addHooks = (instance: FastifyInstance, { jsonDepth = 32, onAnswered }: HttpAppOptions): void => {
  instance.removeContentTypeParser('text/plain');
  instance.addHook('onRequest', (request, reply, done) => {
    void reply.headers(apiHeaders).header('x-request-id', request.id);
    if (request.url.startsWith('/docs')) void reply.header('content-security-policy', documentationPolicy);
    done();
  });
  instance.addHook('preValidation', (request, _reply, done) => {
    done(isDeeperThan(request.body, jsonDepth) ? new HttpProblem(httpProblems.tooDeep) : undefined);
  });
  if (onAnswered === undefined) return;
  instance.addHook('onResponse', (request, reply, done) => {
    onAnswered({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
      requestId: traceIdOf(request),
      principal: request.principal?.id,
    });
    done();
  });
};

/**
 * A Nest app on Fastify with everything an API of ours has: bearer tokens and roles on every route, problem documents,
 * zod validation, limits, security headers, `/openapi.json` and `/docs`. Initialised, not yet listening: call
 * `app.listen(port, host)`; give `app.close()` to the process's lifecycle (it installs no signal handlers itself).
 * @throws at start when a route has neither `@Roles` nor `@Public`
 */
export const createHttpApp = async (module: Type | DynamicModule, options: HttpAppOptions): Promise<NestFastifyApplication> => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class
  const app = await NestFactory.create<NestFastifyApplication>(HttpModule.around(module, options), adapterOf(options), {
    logger: options.logger ?? false,
    bodyParser: false,
    abortOnError: false,
  });
  const instance = app.getHttpAdapter().getInstance();
  const allowed = new AllowedMethods(instance);
  addHooks(instance, options);
  assertEveryRouteSaysWho(app);
  app.useGlobalGuards(new AccessGuard(options.verifier));
  app.useGlobalPipes(new SchemaValidationPipe());
  app.useGlobalFilters(new ProblemFilter({ methodsAt: (url) => allowed.at(url), onFault: options.onFault ?? ignore }));
  serveApiDescription(app, options.api);
  await app.init();
  await instance.ready();
  return app;
};
