import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import { pause } from '@postbode/kernel';
import { Maildrop } from './maildrop.js';
import { Pop3LineQueue } from './pop3-line-queue.js';
import type { Pop3Script, ScriptedAnswer } from './pop3-script.js';
import { Pop3ServerSession, type HonestAnswer } from './pop3-server-session.js';

export interface ScriptedPop3ServerOptions {
  readonly username: string;
  readonly password: string;
  /** 0 or absent: any free port of 127.0.0.1. */
  readonly port?: number;
  /** PEM. Absent: no TLS at all. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly mode: 'implicit' | 'stls' };
  /** Takes passwords without TLS. Absent: only when there is no TLS. */
  readonly cleartextLogin?: boolean;
  readonly script?: Pop3Script;
}

const slices = function* (bytes: Buffer, size: number): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};

/**
 * A small honest POP3 server over a maildrop in memory, for one account, which a script can make misbehave in every way a
 * client must survive.
 */
export class ScriptedPop3Server implements AsyncDisposable {
  readonly maildrop = new Maildrop();
  /** Command lines received, without the arguments of USER, PASS and AUTH. */
  readonly commands: string[] = [];
  script: Pop3Script;
  private sent = 0;
  private holder: object | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private readonly secureContext: SecureContext | undefined;

  private constructor(private readonly options: ScriptedPop3ServerOptions) {
    this.script = options.script ?? {};
    const { tls } = options;
    this.secureContext = tls && createSecureContext({ key: tls.key, cert: tls.cert });
    this.server = createServer((socket) => void this.serve(socket).catch(() => socket.destroy()));
  }

  static async start(options: ScriptedPop3ServerOptions): Promise<ScriptedPop3Server> {
    const scripted = new ScriptedPop3Server(options);
    await new Promise<void>((resolve, reject) => {
      scripted.server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return scripted;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Bytes the system took from us for all clients. */
  get bytesSent(): number {
    return this.sent;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(plain: Socket): Promise<void> {
    this.track(plain.setNoDelay(true));
    const implicit = this.options.tls?.mode === 'implicit';
    let socket = implicit ? this.secure(plain) : plain;
    let lines = new Pop3LineQueue(socket);
    const session = this.session(socket, implicit);
    await this.reply(socket, 'GREETING', () => ({ line: '+OK Postbode sandbox ready' }));
    for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
      const asked = session.awaitsResponse ? 'RESPONSE' : this.note(line);
      const then = await this.reply(socket, asked, () => session.answer(line));
      if (then === 'close') socket.end();
      if (then !== 'secure') continue;
      lines.release();
      socket = this.secure(plain);
      lines = new Pop3LineQueue(socket);
      session.secured();
    }
    if (this.holder === session) this.holder = undefined;
    socket.end();
  }

  private session(socket: Socket, secure: boolean): Pop3ServerSession {
    const { username, password, tls } = this.options;
    const lock = (by: object): boolean => (this.holder ??= by) === by;
    const cleartextLogin = this.options.cleartextLogin ?? tls === undefined;
    const account = { username, password, maildrop: this.maildrop, cleartextLogin, canSecure: tls !== undefined, lock };
    const session = new Pop3ServerSession(account, socket, secure);
    socket.once('close', () => {
      if (this.holder === session) this.holder = undefined;
    });
    return session;
  }

  private secure(plain: Socket): Socket {
    const secured = new TLSSocket(plain, { isServer: true, ...(this.secureContext && { secureContext: this.secureContext }) });
    this.track(secured);
    return secured;
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => this.sockets.delete(socket));
  }

  private note(line: string): string {
    this.commands.push(line.replace(/^(USER|PASS|AUTH \S+)\b.*/i, '$1'));
    return line;
  }

  private async reply(socket: Socket, asked: string, honest: () => HonestAnswer): Promise<'secure' | 'close' | 'continue' | undefined> {
    const scripted = this.script.answer?.(asked);
    if (scripted !== undefined) return this.misbehave(socket, asked, scripted);
    const answer = honest();
    if (answer === undefined) return undefined;
    const { line, body, then } = answer;
    const bytes =
      body === undefined ? `${line}\r\n` : Buffer.concat([Buffer.from(`${line}\r\n`), this.visible(asked, body), Buffer.from('.\r\n')]);
    await this.send(socket, this.cut(asked, this.ended(Buffer.from(bytes))));
    if (asked.startsWith('RETR') && this.script.cutRetrAfterBytes !== undefined) socket.destroy();
    return then;
  }

  private async misbehave(socket: Socket, asked: string, answer: ScriptedAnswer): Promise<'secure' | undefined> {
    const parts = typeof answer === 'string' || Buffer.isBuffer(answer) ? [answer] : answer;
    let agreed = false;
    for (const part of parts) {
      if (socket.destroyed) return undefined;
      agreed ||= asked.toUpperCase() === 'STLS' && part.toString().startsWith('+OK');
      await this.send(socket, Buffer.from(part as string));
    }
    return agreed && this.secureContext !== undefined ? 'secure' : undefined;
  }

  private visible(asked: string, body: Buffer): Buffer {
    const { hides } = this.script;
    if (hides === undefined || asked.toUpperCase() !== 'CAPA') return body;
    const lines = body.toString().split(/(?<=\n)/);
    return Buffer.from(lines.filter((line) => !hides.some((hidden) => line.startsWith(hidden))).join(''));
  }

  private ended(bytes: Buffer): Buffer {
    return this.script.lineEnd === undefined ? bytes : Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  }

  private cut(asked: string, bytes: Buffer): Buffer {
    return asked.startsWith('RETR') ? bytes.subarray(0, this.script.cutRetrAfterBytes) : bytes;
  }

  private async send(socket: Socket, bytes: Buffer): Promise<void> {
    for (const slice of slices(bytes, this.script.segmentBytes ?? 64 * 1_024)) {
      if (socket.destroyed) return;
      await new Promise<void>((resolve) => {
        socket.once('close', resolve);
        socket.write(slice, () => {
          socket.off('close', resolve);
          resolve();
        });
      });
      this.sent += slice.length;
      if (this.script.segmentPauseMs !== undefined) await pause(this.script.segmentPauseMs);
    }
  }
}
