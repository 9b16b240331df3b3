import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificates } from './certificates.js';

export interface ImapExchange {
  readonly socket: Socket;
  readonly tag: string;
  /** Upper case: `UID FETCH`, `LOGIN`, … */
  readonly command: string;
  /** The whole line the client sent. */
  readonly line: string;
}

/** Answers one command, or returns undefined to leave it to the server's own, dull answer. */
export type ImapScript = (exchange: ImapExchange) => string | Promise<void> | undefined;

export interface ScriptedImapServerOptions {
  readonly certificates: Certificates;
  readonly mode: 'tls' | 'starttls';
  readonly greeting?: string | ((socket: Socket) => void);
  readonly script?: ImapScript;
  /** Number of messages the inbox claims to have, UIDs 1 to n. */
  readonly messages?: number;
}

/** An IMAP server that is dull by default and hostile by script. Remembers what clients said before and after TLS. */
export class ScriptedImapServer implements AsyncDisposable {
  readonly saidInClear: string[] = [];
  readonly saidInTls: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(private readonly options: ScriptedImapServerOptions) {
    this.server = createServer((socket) => {
      this.track(socket.setNoDelay(true));
      if (options.mode === 'tls') this.secure(socket, () => undefined, 'greet');
      else this.serve(socket, this.saidInClear, 'greet');
    });
  }

  static async start(options: ScriptedImapServerOptions): Promise<ScriptedImapServer> {
    const scripted = new ScriptedImapServer(options);
    await once(scripted.server.listen(0, '127.0.0.1'), 'listening');
    return scripted;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => this.sockets.delete(socket));
  }

  private secure(plain: Socket, begin: () => void, greet: 'greet' | 'silent'): void {
    const { key, cert } = this.options.certificates;
    const socket = new TLSSocket(plain, { isServer: true, key, cert });
    this.track(socket);
    begin();
    this.serve(socket, this.saidInTls, greet);
  }

  private serve(socket: Socket, said: string[], greet: 'greet' | 'silent'): void {
    const { greeting = '* OK scripted' } = this.options;
    if (greet === 'greet') {
      if (typeof greeting === 'string') socket.write(`${greeting}\r\n`);
      else greeting(socket);
    }
    let pending = '';
    const onData = (chunk: Buffer): void => {
      pending += chunk.toString('latin1');
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        said.push(line);
        this.answer(socket, line, () => {
          socket.off('data', onData);
          this.secure(socket, () => socket.write(''), 'silent');
        });
      }
    };
    socket.on('data', onData);
  }

  private answer(socket: Socket, line: string, startTls: () => void): void {
    const [, tag = '*', command = ''] = /^(\S+) ((?:UID )?\S+)/i.exec(line) ?? [];
    const exchange = { socket, tag, command: command.toUpperCase(), line };
    const scripted = this.options.script?.(exchange);
    if (typeof scripted === 'string') socket.write(scripted);
    if (scripted !== undefined) return;
    socket.write(this.dull(exchange));
    if (exchange.command === 'STARTTLS') startTls();
  }

  private dull({ tag, command }: ImapExchange): string {
    const count = this.options.messages ?? 0;
    const uids = Array.from({ length: count }, (_, index) => index + 1).join(' ');
    const untagged: Record<string, string> = {
      CAPABILITY: '* CAPABILITY IMAP4rev1 IDLE\r\n',
      LIST: '* LIST () "/" INBOX\r\n',
      EXAMINE: `* ${count} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT ${count + 1}] ok\r\n`,
      'UID SEARCH': `* SEARCH ${uids}\r\n`,
    };
    return `${untagged[command] ?? ''}${tag} OK done\r\n`;
  }
}
