import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevelopmentIssuer } from '@postbode/http';
import { AppProcess, type Environment } from './app-process.js';
import { PostbodeApi } from './postbode-api.js';

const audience = 'postbode';

export interface PostbodeOptions {
  readonly databaseUrl: string;
  /** Authority of the mail servers' certificates. PEM. */
  readonly caPem: string;
  /** Seconds between two looks at a mailbox whose server does not push. */
  readonly pollIntervalSeconds: number;
}

/** The whole product, every app in a process of its own, on one database; driven through its HTTP API alone. */
export class Postbode implements AsyncDisposable {
  private readonly apps: AppProcess[] = [];
  private readonly workers = new Map<string, AppProcess>();

  private constructor(
    readonly directory: string,
    private readonly environment: Environment,
    readonly api: PostbodeApi,
  ) {}

  /** Without workers. The apps start one after the other: the first one makes the tables. */
  static async start({ databaseUrl, caPem, pollIntervalSeconds }: PostbodeOptions): Promise<Postbode> {
    const directory = mkdtempSync(join(tmpdir(), 'pb-product-'));
    writeFileSync(join(directory, 'mail-ca.pem'), caPem);
    const environment: Environment = {
      DATABASE_URL: databaseUrl,
      POSTBODE_AUTH_MODE: 'development',
      POSTBODE_AUTH_AUDIENCE: audience,
      POSTBODE_AUTH_DEVELOPMENT_DIRECTORY: join(directory, 'auth'),
      POSTBODE_VAULT_KEY_FILE: join(directory, 'keys/vault.key'),
      POSTBODE_BLOB_DIRECTORY: join(directory, 'blobs'),
      POSTBODE_MAIL_ALLOW: '127.0.0.0/8:1024-65535,::1/128:1024-65535',
      POSTBODE_MAIL_EXTRA_CA_FILE: join(directory, 'mail-ca.pem'),
      POSTBODE_ALLOW_CREDENTIALS_ENTRY_VIA_NON_SECURE_CHANNELS: 'true',
      POSTBODE_WORKER_POLL_INTERVAL: String(pollIntervalSeconds),
      POSTBODE_LOG_LEVEL: 'debug',
    };
    const issuer = await DevelopmentIssuer.open({ directory: join(directory, 'auth'), audience });
    const token = await issuer.issue({
      subject: 'tester',
      roles: ['administrator', 'reader', 'auditor', 'operator'],
      lifetimeSeconds: 7200,
    });
    const started: AppProcess[] = [];
    for (const name of ['command-service', 'projection-service', 'query-service'] as const)
      started.push(await AppProcess.start(name, environment));
    const [commands, , queries] = started as [AppProcess, AppProcess, AppProcess];
    const api = new PostbodeApi(`http://127.0.0.1:${commands.port}`, `http://127.0.0.1:${queries.port}`, token);
    const postbode = new Postbode(directory, environment, api);
    postbode.apps.push(...started);
    return postbode;
  }

  /** Does not wait for it to be ready. A worker of the same name as a killed one gets work when the lease of that one is over. */
  async launchWorker(workerId: string): Promise<AppProcess> {
    const worker = await AppProcess.launch('sync-worker', { ...this.environment, POSTBODE_WORKER_ID: workerId });
    this.apps.push(worker);
    this.workers.set(workerId, worker);
    return worker;
  }

  async startWorker(workerId: string): Promise<void> {
    await (await this.launchWorker(workerId)).ready();
  }

  /** SIGKILL; resolves when it is gone. */
  async killWorker(workerId: string): Promise<void> {
    await this.workers.get(workerId)?.end('SIGKILL');
  }

  /** Everything that all its processes wrote, also of those that are gone. */
  get logs(): string {
    return this.apps.map(({ log }) => log).join('\n');
  }

  get vaultKeyFile(): string {
    return join(this.directory, 'keys/vault.key');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.apps.map((app) => app[Symbol.asyncDispose]()));
    rmSync(this.directory, { recursive: true, force: true });
  }
}
