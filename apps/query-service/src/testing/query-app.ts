import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { InMemoryBlobStore } from '@postbode/blob-store/testing';
import { allEvents } from '@postbode/domain';
import { EventRegistry, PostgresEventStore } from '@postbode/event-store';
import { CachingTokenVerifier, createHttpApp, CursorCodec, DevelopmentIssuer, JwtTokenVerifier, type Role } from '@postbode/http';
import { randomId, streamName, SystemClock, type EventLike, type Position } from '@postbode/kernel';
import { WorkerMimeParser } from '@postbode/mail';
import { advanceReadModel, migrateReadModel, ReadModelDatabase } from '@postbode/read-model';
import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { InMemoryVault } from '@postbode/vault/testing';
import { QueryServiceModule, type ContentDamage, type QueryPorts } from '../app.module.js';
import { sealMail, VaultEnvelopes, type MailToStore } from './seal-mail.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
  json<T = Record<string, unknown>>(): T;
}

const metadata = {
  commandId: randomId(),
  command: 'Test',
  correlationId: 'correlation',
  causationId: 'cause',
  actor: { id: 'anna', kind: 'user' },
  reason: 'because',
  schemaVersion: 1,
} as const;

/** The service over a real log, read model and cryptography, called in process. */
export class QueryApp implements AsyncDisposable {
  readonly vault = new InMemoryVault();
  readonly blobs = new InMemoryBlobStore();
  readonly damages: ContentDamage[] = [];
  readonly faults: unknown[] = [];

  private constructor(
    readonly test: TestDatabase,
    readonly store: PostgresEventStore,
    readonly readModel: ReadModelDatabase,
    private readonly issuer: DevelopmentIssuer,
    private readonly directory: string,
  ) {}

  private readonly parser = new WorkerMimeParser();
  app!: NestFastifyApplication;

  static async start(overrides: Partial<QueryPorts> = {}): Promise<QueryApp> {
    const test = await createTestDatabase();
    const store = await PostgresEventStore.open({ pool: test.pool, codec: new EventRegistry(allEvents) });
    await migrateReadModel(test.pool);
    const readModel = await ReadModelDatabase.open({ url: test.url, poolSize: 4 });
    const directory = await mkdtemp(join(tmpdir(), 'postbode-query-'));
    const issuer = await DevelopmentIssuer.open({ directory, audience: 'postbode' });
    const query = new QueryApp(test, store, readModel, issuer, directory);
    await query.listen(overrides);
    return query;
  }

  private async listen(overrides: Partial<QueryPorts>): Promise<void> {
    const { store, readModel, vault, blobs, parser } = this;
    const onContentDamaged = (damage: ContentDamage) => this.damages.push(damage);
    this.app = await createHttpApp(
      QueryServiceModule.register({ store, readModel, vault, blobs, parser, onContentDamaged, ...overrides }),
      {
        api: { title: 'Queries', version: '1', description: 'For the specs.' },
        verifier: new CachingTokenVerifier(new JwtTokenVerifier(this.issuer), new SystemClock()),
        cursors: new CursorCodec(Buffer.alloc(32, 1)),
        onFault: (fault) => this.faults.push(fault),
      },
    );
  }

  token(roles: readonly Role[], lifetimeSeconds = 300, subject = 'rik'): Promise<string> {
    return this.issuer.issue({ subject, roles, lifetimeSeconds });
  }

  async get(url: string, { roles = ['administrator'] as readonly Role[], headers = {} } = {}): Promise<Answer> {
    return this.getWith(url, { authorization: `Bearer ${await this.token(roles)}`, ...headers });
  }

  async getWith(url: string, headers: Record<string, string>): Promise<Answer> {
    const answer = await this.app.inject({ method: 'GET', url, headers });
    return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload, json: <T>() => answer.json<T>() };
  }

  /** Appends without showing. */
  async append(category: string, id: string, ...events: readonly EventLike[]): Promise<Position> {
    const recorded = events.map(({ type, data }) => ({ id: randomId(), type, data, metadata }));
    return (await this.store.append(streamName(category, id), 'any', recorded)).position;
  }

  /** Stores messages as a worker does; shown after `project`. @returns their ids */
  async receive(...mails: readonly MailToStore[]): Promise<string[]> {
    const ids: string[] = [];
    for (const mail of mails) {
      const { emailId, event } = await sealMail(this.vault, this.blobs, mail);
      await this.append('mailboxsync', mail.mailboxId, event);
      ids.push(emailId);
    }
    return ids;
  }

  /** Brings the read models to the end of the log. */
  async project(): Promise<void> {
    await advanceReadModel(this.readModel, { url: this.test.url, log: this.store, envelopes: new VaultEnvelopes(this.vault) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    await this.parser[Symbol.asyncDispose]();
    await this.readModel[Symbol.asyncDispose]();
    await this.store[Symbol.asyncDispose]();
    await this.vault[Symbol.asyncDispose]();
    await this.test[Symbol.asyncDispose]();
    await rm(this.directory, { recursive: true });
  }
}
