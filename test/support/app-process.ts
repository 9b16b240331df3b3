import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePorts } from './free-port.js';
import { repositoryRoot } from './repository-root.js';
import { waitUntil } from './wait-until.js';

export type AppName = 'command-service' | 'projection-service' | 'sync-worker' | 'query-service' | 'standalone';

/** What `deploy/Dockerfile` sets: without it, the garbage of a first sync takes 100 MB more before it is collected. */
const asInTheImage: Readonly<Record<string, string>> = { NODE_OPTIONS: '--max-semi-space-size=4', MALLOC_ARENA_MAX: '2' };

export type Environment = Readonly<Record<string, string>>;

/** One of the product's apps as its operators run it: what `npm run build` made, in a process of its own. */
export class AppProcess implements AsyncDisposable {
  private readonly output: string[] = [];
  private readonly child: ChildProcess;

  private constructor(
    readonly name: AppName,
    /** Of the API; the app may have none. */
    readonly port: number,
    private readonly opsPort: number,
    environment: Environment,
  ) {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(process.execPath, [`dist/apps/${name}/src/main.js`], {
      cwd: repositoryRoot,
      env: { PATH, HOME, ...asInTheImage, ...environment, POSTBODE_HTTP_PORT: String(port), POSTBODE_OPS_PORT: String(opsPort) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (chunk: Buffer) => this.output.push(chunk.toString()));
    this.child.once('error', (error) => this.output.push(String(error)));
  }

  /** Does not wait for it to be ready. */
  static async launch(name: AppName, environment: Environment): Promise<AppProcess> {
    const [port, opsPort] = (await freePorts(2)) as [number, number];
    return new AppProcess(name, port, opsPort, environment);
  }

  /** @throws with its output when it ends, or is not ready in time */
  static async start(name: AppName, environment: Environment): Promise<AppProcess> {
    const app = await AppProcess.launch(name, environment);
    await app.ready();
    return app;
  }

  async ready(): Promise<void> {
    const answers = async (): Promise<boolean> => {
      if (this.ended) return true;
      return (await fetch(`http://127.0.0.1:${this.opsPort}/readyz`, { signal: AbortSignal.timeout(5_000) })).ok;
    };
    await waitUntil(`${this.name} is ready`, answers, 60_000).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.log}`);
    });
    if (this.ended) throw new Error(`${this.name} ended at its start:\n${this.log}`);
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get pid(): number {
    return Number(this.child.pid);
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** Everything it wrote. */
  get log(): string {
    return this.output.join('');
  }

  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.opsPort}/metrics`)).text();
  }

  /** Resolves when the process is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.ended) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }

  /** Politely; after 20 s not so. */
  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    await this.end('SIGTERM');
    clearTimeout(timer);
  }
}
