import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { allEvents } from '@postbode/domain';
import { EventRegistry, InMemoryEventStore } from '@postbode/event-store';
import { createHttpApp, InMemoryIdempotencyStore, roles, tokenRefused, TokenVerifier, type Principal, type Role } from '@postbode/http';
import { ManualClock, streamName, type RecordedEvent } from '@postbode/kernel';
import { InMemoryVault } from '@postbode/vault/testing';
import { CommandServiceModule, type CommandServicePorts } from '../app.module.js';

/** A token is the name of its role, or `none` for a caller without any. */
class RoleNames extends TokenVerifier {
  verify(token: string): Principal {
    if (token !== 'none' && !roles.includes(token as Role)) throw tokenRefused('unknown');
    return { id: `the-${token}`, kind: 'user', roles: token === 'none' ? [] : [token as Role], expiresAt: Infinity };
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Call {
  readonly role?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The command API over in-memory ports, called in process. */
export class CommandApp implements AsyncDisposable {
  readonly store = new InMemoryEventStore({ codec: new EventRegistry(allEvents) });
  readonly vault = new InMemoryVault();

  private constructor(private readonly app: { current?: NestFastifyApplication } = {}) {}

  static async start(deployment: Partial<CommandServicePorts['deployment']> = {}): Promise<CommandApp> {
    const command = new CommandApp();
    const ports = {
      store: command.store,
      vault: command.vault,
      clock: new ManualClock(),
      deployment: { allowNonSslEmail: false, allowCredentialsEntryViaNonSecureChannels: true, ...deployment },
    };
    command.app.current = await createHttpApp(CommandServiceModule.register(ports), {
      api: { title: 'test', version: '1', description: 'test' },
      verifier: new RoleNames(),
      idempotency: new InMemoryIdempotencyStore(new ManualClock()),
      onFault: (error) => {
        throw error;
      },
    });
    return command;
  }

  /** @param role default administrator; null: no token at all */
  async call(
    method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
    { role = 'administrator', headers = {} }: Call = {},
  ): Promise<Answer> {
    const authorization = role === null ? {} : { authorization: `Bearer ${role}` };
    const payload = body === undefined ? {} : { payload: body };
    const response = await this.running.inject({ method, url, headers: { ...authorization, ...headers }, ...payload });
    return { status: response.statusCode, headers: response.headers, body: response.body === '' ? {} : response.json() };
  }

  async events(category: string, id: string): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream(streamName(category, id))) events.push(event);
    return events;
  }

  async eventCount(): Promise<number> {
    const types: string[] = [];
    for await (const { type } of this.store.readAll()) types.push(type);
    return types.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running.close();
    await this.store[Symbol.asyncDispose]();
  }

  private get running(): NestFastifyApplication {
    if (this.app.current === undefined) throw new Error('not started');
    return this.app.current;
  }
}

export const profileBody = {
  name: 'Office',
  serverType: 'ImapSmtp',
  incomingServerLocation: 'imap.example.com',
  outgoingServerLocation: 'smtp.example.com',
  consent: { noticeVersion: '2026-01' },
};

export const mailboxBody = {
  kind: 'User',
  regardingObjectId: '33333333-3333-4333-8333-333333333333',
  emailAddress: 'anna@example.com',
  allowEmailConnectorToUseCredentials: true,
};
