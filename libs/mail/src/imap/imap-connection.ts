import type { Socket } from 'node:net';
import { ImapFlow } from 'imapflow';
import type { MailError } from '../mail-error.js';
import type { ConnectOptions, RemoteIdentity } from '../mail-source.js';
import { secretsOf } from '../server-text.js';
import { imapError, sessionClosed, timedOut, type ImapStage } from './imap.errors.js';
import type { ImapLimits } from './imap-limits.js';

/** Parts of imapflow 2.10 that its types hide. The `imap-hostile-*.spec.ts` need both replaced, and so tell when a new version changed them. */
interface Hidden {
  untaggedVanished: () => Promise<void>;
  throttleWait: (ms: number) => Promise<boolean>;
}

const clientFor = (socket: Socket, { server, login }: ConnectOptions, limits: ImapLimits): ImapFlow =>
  new ImapFlow({
    host: server.host,
    port: server.port,
    // The socket already is what it must be; imapflow shall neither upgrade nor doubt it.
    secure: server.security !== 'none',
    ...(server.security === 'none' && { doSTARTTLS: false }),
    transport: {
      connect: (_options, onConnect) => {
        setImmediate(onConnect);
        return socket;
      },
    },
    auth: { user: login.username, pass: login.password.toString('utf8') },
    clientInfo: { name: 'Postbode', version: false, vendor: false, 'support-url': false },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true, // a DEFLATE bomb passes every limit on what comes over the wire (pitfall 45)
    disableIMAP4rev2: true,
    maxLiteralSize: limits.maxMessageBytes,
    maxResponseSize: limits.maxMessageBytes + limits.maxLineBytes,
    maxLineLength: limits.maxLineBytes,
    maxResponseTokens: limits.maxResponseTokens,
    connectionTimeout: limits.openMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: Math.max(limits.commandMs, limits.stallMs, limits.idleMs) + 60_000,
  });

/** One logged-in connection: imapflow with a deadline on every command, and its errors as data. */
export class ImapConnection {
  private ended: Error | undefined;
  private fatal: unknown;
  private throttledForMs: number | undefined;
  private readonly secrets: readonly string[];

  private constructor(
    readonly client: ImapFlow,
    private readonly options: ConnectOptions,
    readonly limits: ImapLimits,
  ) {
    this.secrets = secretsOf(options.login);
    // The command in flight only learns that there is no connection any more.
    client.on('error', (error) => (this.fatal ??= error));
  }

  /** Logs in on a socket whose greeting is still to be read. The signal ends the connection whenever it aborts. @throws MailError */
  static async logIn(socket: Socket, options: ConnectOptions, limits: ImapLimits): Promise<ImapConnection> {
    const client = clientFor(socket, options, limits);
    const connection = new ImapConnection(client, options, limits);
    connection.tame();
    const onAbort = (): void => connection.close(options.signal.reason as Error);
    options.signal.addEventListener('abort', onAbort);
    client.once('close', () => options.signal.removeEventListener('abort', onAbort));
    if (options.signal.aborted) onAbort();
    await connection.run('login', 'the login', limits.openMs, () => client.connect());
    delete client.options.auth;
    return connection;
  }

  /** @param awaiting for a person, in the error when the time is over, which ends the connection */
  async run<T>(stage: ImapStage, awaiting: string, ms: number, work: () => Promise<T>): Promise<T> {
    if (this.ended) throw this.ended;
    const timer = setTimeout(() => this.close(timedOut(awaiting)), ms);
    try {
      return await work();
    } catch (error) {
      throw this.errorOf(error, stage);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Why an operation failed: the reason this connection was ended for, if it was, else what the library says. */
  errorOf(error: unknown, stage: ImapStage, remote?: RemoteIdentity): Error {
    if (this.ended) return this.ended;
    const converted: MailError = imapError(this.rootCause(error), {
      stage,
      secrets: this.secrets,
      username: this.options.login.username,
      remote,
    });
    if (!this.client.usable) this.close(converted.data.scope === 'message' ? sessionClosed() : converted);
    return converted;
  }

  rootCause(error: unknown): unknown {
    return this.throttledForMs === undefined ? (this.fatal ?? error) : { code: 'ETHROTTLE', throttleReset: this.throttledForMs };
  }

  /** Ends the connection at once; whatever runs, and whatever is asked later, fails with `reason`. */
  close(reason: Error): void {
    this.ended ??= reason;
    this.client.close();
  }

  async logOut(): Promise<void> {
    if (!this.ended && this.client.usable) {
      const timer = setTimeout(() => this.client.close(), this.limits.logoutMs);
      await this.client.logout().catch(() => undefined);
      clearTimeout(timer);
    }
    this.close(sessionClosed());
  }

  private tame(): void {
    const hidden = this.client as unknown as Hidden;
    // 31 bytes, `* VANISHED (EARLIER) 1:16000000`, would become 16 million events (D9). We look at the list instead.
    hidden.untaggedVanished = () => Promise.resolve();
    // imapflow would sleep for as long as the server asks; who syncs must know, and may not be kept.
    hidden.throttleWait = (ms) => {
      this.throttledForMs = ms;
      this.client.close();
      return Promise.resolve(true);
    };
  }
}
