import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@postbode/config';
import { SandboxMailServer } from '@postbode/mail/testing';
import { startStandalone, type RunningStandalone } from '../serve.js';
import { ApiClient } from './api-client.js';
import { demoMessages, laterMessage } from './demo-messages.js';
import { listEmails, showEmail, walkThrough } from './walk-through.js';

const address = 'anna@sandbox.example';
const password = 'sandbox-only';

/** Seconds: an eight-hour day. */
const tokenLifetime = 28_800;

type Say = (line: string) => void;

export interface RunningDemo extends AsyncDisposable {
  readonly standalone: RunningStandalone;
  readonly sandbox: SandboxMailServer;
  readonly mailboxId: string;
  readonly token: string;
  /** PEM file of the sandbox's own certificate authority. */
  readonly caFile: string;
  readonly address: string;
  readonly password: string;
  /** Delivers one more message to the sandbox, as a stranger would. */
  deliver(): void;
  /** Says what is new since the last call. */
  showNews(say: Say): Promise<void>;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** The usual port where nobody has it, else any. */
const portOr0 = async (usual: number): Promise<string> => ((await isFree(usual)) ? String(usual) : '0');

const demoEnvironment = async (environment: Environment, directory: string, caFile: string): Promise<Environment> => ({
  POSTBODE_DATA_DIRECTORY: directory,
  POSTBODE_HTTP_PORT: await portOr0(3000),
  POSTBODE_OPS_PORT: await portOr0(9464),
  POSTBODE_LOG_LEVEL: 'warn',
  POSTBODE_WORKER_POLL_INTERVAL: '30',
  ...environment,
  POSTBODE_MAIL_ALLOW: '127.0.0.1/32:1-65535,::1/128:1-65535',
  POSTBODE_MAIL_EXTRA_CA_FILE: caFile,
});

const newsOf = (api: ApiClient, mailboxId: string): ((say: Say) => Promise<void>) => {
  const known = new Set<string>();
  return async (say) => {
    for (const email of (await listEmails(api, mailboxId)).filter(({ id }) => !known.has(id))) {
      known.add(email.id);
      say(showEmail(email));
    }
  };
};

/** What is to be ended, the last thing first. */
const endAll = async (things: readonly (() => Promise<unknown>)[]): Promise<void> => {
  for (const end of [...things].reverse()) await end();
};

/** The sandbox mail server, the whole system, and a mailbox synced before your eyes. */
export const startDemo = async (environment: Environment, say: Say): Promise<RunningDemo> => {
  const directory = await mkdtemp(join(tmpdir(), 'postbode-demo-'));
  const things: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  try {
    const sandbox = await SandboxMailServer.start({ users: [{ address, password }] });
    things.push(async () => sandbox[Symbol.asyncDispose]());
    const caFile = join(directory, 'sandbox-ca.pem');
    await writeFile(caFile, sandbox.caPem);
    const messages = demoMessages(address, new Date());
    for (const { raw, receivedAt } of messages) sandbox.deliver(address, raw, receivedAt);
    say(`A sandbox mail server with ${messages.length} messages for ${address} is up; starting Postbode …`);
    const standalone = await startStandalone(await demoEnvironment(environment, directory, caFile));
    things.push(async () => standalone[Symbol.asyncDispose]());
    const token = (await standalone.token(tokenLifetime)) ?? '';
    const api = new ApiClient(standalone.url, token);
    const mailboxId = await walkThrough(api, { imap: sandbox.imap, smtp: sandbox.smtp, address, password }, messages.length, say);
    const showNews = newsOf(api, mailboxId);
    await showNews(() => undefined);
    let delivered = 0;
    const deliver = (): void => void sandbox.deliver(address, laterMessage(address, new Date(), ++delivered));
    const ending = { [Symbol.asyncDispose]: () => endAll(things) };
    return { standalone, sandbox, mailboxId, token, caFile, address, password, deliver, showNews, ...ending };
  } catch (error) {
    await endAll(things);
    throw error;
  }
};
