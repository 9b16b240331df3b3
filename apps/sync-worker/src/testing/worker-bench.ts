import { InMemoryBlobStore } from '@postbode/blob-store/testing';
import {
  allEvents,
  categories,
  mailboxDecider,
  mailboxOwner,
  type MailboxCommand,
  type MailboxEvent,
  type ProfileEvent,
} from '@postbode/domain';
import {
  credentialsSetExample,
  enabledExample,
  exampleCredential,
  exampleMailboxId,
  exampleProfileId,
  mailboxCreatedExample,
  profileCreatedExample,
  testRequestedExample,
} from '@postbode/domain/testing';
import { EventRegistry, handleCommand, InMemoryEventStore } from '@postbode/event-store';
import { randomId, streamName, SystemClock, type Actor, type EventLike } from '@postbode/kernel';
import { MailSender, MailSource, type ConnectOptions, type MailError, type SourceSession } from '@postbode/mail';
import type { TelemetryChange } from '@postbode/read-model';
import { InMemoryVault } from '@postbode/vault/testing';
import pLimit from 'p-limit';
import type { WorkerPorts } from '../ownership/worker-ports.js';
import { InMemoryMaildrop } from './in-memory-maildrop.js';

const actor: Actor = { id: 'worker-1', kind: 'service' };
export const benchPassword = 'only-in-the-vault';

/** Logs in to the in-memory maildrop; fails on demand. */
export class MaildropSource extends MailSource {
  readonly logins: string[] = [];
  failures: MailError[] = [];
  /** Rings whoever waits for news. */
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly maildrop: InMemoryMaildrop,
    readonly pushes: boolean,
  ) {
    super();
  }

  open({ login }: ConnectOptions): Promise<SourceSession> {
    this.logins.push(login.password.toString());
    const failure = this.failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    return Promise.resolve({ ...this.maildrop.session(), waitForNews: (ms, signal) => this.news(ms, signal) });
  }

  announce(): void {
    for (const listener of this.listeners) listener();
  }

  private news(ms: number, signal: AbortSignal): Promise<'news' | 'timeout' | 'aborted'> {
    return new Promise((resolve) => {
      const end = (how: 'news' | 'timeout' | 'aborted') => (): void => {
        clearTimeout(timer);
        this.listeners.delete(heard);
        resolve(how);
      };
      const heard = end('news');
      const timer = setTimeout(end('timeout'), ms);
      this.listeners.add(heard);
      if (signal.aborted) end('aborted')();
      else signal.addEventListener('abort', end('aborted'), { once: true });
    });
  }
}

class RecordingSender extends MailSender {
  failure: MailError | undefined;

  check(): Promise<void> {
    return this.failure === undefined ? Promise.resolve() : Promise.reject(this.failure);
  }
}

/** A worker's ports without network or database, and one mailbox with a profile and a password. */
export class WorkerBench {
  readonly store = new InMemoryEventStore({ codec: new EventRegistry(allEvents) });
  readonly vault = new InMemoryVault();
  readonly maildrop = new InMemoryMaildrop();
  readonly sender = new RecordingSender();
  readonly telemetry: TelemetryChange[] = [];
  readonly source: MaildropSource;
  readonly ports: WorkerPorts;

  constructor(pushes = true) {
    this.source = new MaildropSource(this.maildrop, pushes);
    this.ports = {
      store: this.store,
      blobs: new InMemoryBlobStore(),
      vault: this.vault,
      connectors: new Map([['ImapSmtp', { source: this.source, sender: this.sender }]]),
      telemetry: {
        record: (_, change) => {
          this.telemetry.push(change);
          return Promise.resolve();
        },
      },
      clock: new SystemClock(),
      actor,
      options: { pollIntervalMs: 60_000, retryBaseMs: 5, retryCapMs: 20 },
      log: { warn: () => undefined, info: () => undefined },
      meter: { passCompleted: () => undefined, passFailed: () => undefined, runnersActive: () => undefined },
      passes: pLimit(2),
    };
  }

  /** The mailbox, described and with credentials; then what is given. */
  async describe(...more: MailboxEvent[]): Promise<void> {
    const purpose = { owner: mailboxOwner(exampleMailboxId), purpose: 'password' };
    await this.vault.storeCredential(exampleCredential.credentialId, purpose, Buffer.from(benchPassword));
    await this.append(categories.profile, exampleProfileId, profileCreatedExample());
    await this.append(categories.mailbox, exampleMailboxId, mailboxCreatedExample(), credentialsSetExample, ...more);
  }

  enabled(): Promise<void> {
    return this.describe(enabledExample);
  }

  testRequested(): Promise<void> {
    return this.describe(testRequestedExample);
  }

  changeProfile(...events: ProfileEvent[]): Promise<void> {
    return this.append(categories.profile, exampleProfileId, ...events);
  }

  async command(command: MailboxCommand): Promise<void> {
    const commandId = randomId();
    const metadata = { commandId, command: command.type, correlationId: commandId, causationId: commandId, actor };
    await handleCommand({
      store: this.store,
      decider: mailboxDecider,
      stream: streamName(categories.mailbox, exampleMailboxId),
      command,
      metadata,
    });
  }

  /** Types of everything recorded about the mailbox since it was described. */
  async recorded(category: string = categories.mailbox): Promise<EventLike[]> {
    const events: EventLike[] = [];
    for await (const event of this.store.readStream(streamName(category, exampleMailboxId))) events.push(event);
    return events;
  }

  private async append(category: string, id: string, ...events: EventLike[]): Promise<void> {
    const metadata = { commandId: randomId(), command: 'Test', correlationId: 'c', causationId: 'c', actor, schemaVersion: 1 };
    const stream = streamName(category, id);
    await this.store.append(
      stream,
      'any',
      events.map(({ type, data }) => ({ id: randomId(), type, data, metadata })),
    );
  }
}

export const eventually = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  for (let tries = 0; tries < 1_000; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not happen.');
};
