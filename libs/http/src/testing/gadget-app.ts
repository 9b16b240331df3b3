import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ManualClock, SystemClock } from '@postbode/kernel';
import { type AnsweredRequest, createHttpApp } from '../app/create-http-app.js';
import { CachingTokenVerifier } from '../auth/caching-token-verifier.js';
import { DevelopmentIssuer } from '../auth/development-issuer.js';
import { JwtTokenVerifier } from '../auth/jwt-token-verifier.js';
import type { Role } from '../auth/principal.js';
import type { IdempotencyStore } from '../idempotency/idempotency-store.js';
import { InMemoryIdempotencyStore } from '../idempotency/in-memory-idempotency-store.js';
import { CursorCodec } from '../pagination/cursor-codec.js';
import { GadgetLog, GadgetsController } from './gadgets.controller.js';

export interface GadgetApp extends AsyncDisposable {
  readonly app: NestFastifyApplication;
  readonly log: GadgetLog;
  readonly clock: ManualClock;
  readonly answered: AnsweredRequest[];
  readonly faults: unknown[];
  headersFor(subject: string, ...roles: Role[]): Promise<{ authorization: string }>;
}

/** The smallest app that uses everything of the library, in process. */
export const startGadgetApp = async (store?: IdempotencyStore): Promise<GadgetApp> => {
  const directory = await mkdtemp(join(tmpdir(), 'gadgets-'));
  const issuer = await DevelopmentIssuer.open({ directory, audience: 'postbode' });
  const log = new GadgetLog();
  const clock = new ManualClock();
  const answered: AnsweredRequest[] = [];
  const faults: unknown[] = [];

  @Module({ controllers: [GadgetsController], providers: [{ provide: GadgetLog, useValue: log }] })
  class GadgetModule {}

  const app = await createHttpApp(GadgetModule, {
    api: { title: 'Gadgets', version: '1', description: 'For the specs.' },
    verifier: new CachingTokenVerifier(new JwtTokenVerifier(issuer), new SystemClock()),
    idempotency: store ?? new InMemoryIdempotencyStore(clock),
    cursors: new CursorCodec(Buffer.alloc(32, 1)),
    bodyLimitBytes: 2048,
    jsonDepth: 5,
    onAnswered: (answer) => answered.push(answer),
    onFault: (error) => faults.push(error),
  });
  return {
    app,
    log,
    clock,
    answered,
    faults,
    headersFor: async (subject, ...roles) => ({ authorization: `Bearer ${await issuer.issue({ subject, roles, lifetimeSeconds: 60 })}` }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await rm(directory, { recursive: true });
    },
  };
};
