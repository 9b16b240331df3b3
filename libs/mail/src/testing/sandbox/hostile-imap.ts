import type { Socket } from 'node:net';
import { pause } from '@postbode/kernel';
import { DialPolicy, PolicyDialer } from '../../dialer/index.js';
import { ImapMailSource, type ImapLimits, type ImapMailSourceOptions } from '../../imap/index.js';
import { MailError, type MailErrorData } from '../../mail-error.js';
import type { ConnectOptions, FetchedMessage, SourceSession } from '../../mail-source.js';
import { makeCertificates, type Certificates } from './certificates.js';
import { ScriptedImapServer, type ScriptedImapServerOptions } from './scripted-imap-server.js';

export const hostilePassword = 'Zebra{42}Geheim';

/** Limits a test can wait for. */
export const quickLimits: Partial<ImapLimits> = {
  greetingMs: 500,
  openMs: 5_000,
  commandMs: 1_000,
  stallMs: 300,
  stallBytes: 100,
  maxMessageBytes: 2 ** 20,
  maxLineBytes: 2 ** 20,
};

/** One scripted server and one session on it a test; both end with the test. Call inside `describe`. */
export class HostileImap {
  certificates!: Certificates;
  server!: ScriptedImapServer;
  session!: SourceSession;
  private readonly ending: AsyncDisposable[] = [];

  constructor() {
    beforeAll(async () => {
      this.certificates = await makeCertificates();
    });
    afterEach(async () => {
      for (const one of this.ending.splice(0).reverse()) await one[Symbol.asyncDispose]();
    });
  }

  async start(options: Partial<ScriptedImapServerOptions> = {}): Promise<ScriptedImapServer> {
    this.server = await ScriptedImapServer.start({ certificates: this.certificates, mode: 'tls', ...options });
    this.ending.push(this.server);
    return this.server;
  }

  async open(security: ConnectOptions['server']['security'] = 'tls', options: ImapMailSourceOptions = {}): Promise<SourceSession> {
    const dialer = new PolicyDialer({
      policy: new DialPolicy({ allow: ['127.0.0.1/32:1024-65535'] }),
      resolve: async () => ['127.0.0.1'],
      extraCa: [this.certificates.caPem],
    });
    const login = { username: 'anna', password: Buffer.from(hostilePassword) };
    const server = { host: 'localhost', port: this.server.port, security };
    const source = new ImapMailSource(dialer, { limits: quickLimits, ...options });
    this.session = await source.open({ server, login, signal: new AbortController().signal });
    this.ending.push(this.session);
    return this.session;
  }
}

/** @throws what is not a `MailError` */
export const mailErrorOf = async (work: Promise<unknown>): Promise<MailErrorData | undefined> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined && !(error instanceof MailError)) throw error as Error;
  return error?.data;
};

export const codeOf = async (work: Promise<unknown>): Promise<string | undefined> => (await mailErrorOf(work))?.code;

export const fetchAll = async (session: SourceSession): Promise<FetchedMessage[]> => {
  const { present } = await session.list();
  const fetched: FetchedMessage[] = [];
  for await (const message of session.fetch(present.map(({ remote }) => remote))) fetched.push(message);
  return fetched;
};

export const fetchRow = (seq: number, uid: number, body = `message ${uid}`): string =>
  `* ${seq} FETCH (UID ${uid} INTERNALDATE "01-Jan-2026 00:00:00 +0000" BODY[] {${body.length}}\r\n${body})\r\n`;

/** Lines that hold the password, in whatever form, or try to log in. */
export const secretsIn = (said: readonly string[]): string[] => {
  const forms = [hostilePassword, Buffer.from(`\0anna\0${hostilePassword}`).toString('base64'), 'LOGIN', 'AUTHENTICATE'];
  return said.filter((line) => forms.some((form) => line.includes(form)));
};

/** One byte every `ms` milliseconds, as long as the client bears it. */
export const trickle = async (socket: Socket, text: string, ms: number): Promise<void> => {
  for (const byte of text) {
    if (socket.destroyed) return;
    socket.write(byte);
    await pause(ms);
  }
};

/** The same again and again, as fast as the client reads, until it hangs up. */
export const flood = async (socket: Socket, text: string): Promise<void> => {
  while (!socket.destroyed) {
    if (!socket.write(text)) await new Promise<void>((resolve) => void socket.once('drain', resolve).once('close', resolve));
    else await pause(0);
  }
};
