import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { SMTPServer } from 'smtp-server';
import { ScriptedPop3Server } from '../pop3/scripted-pop3-server.js';
import { makeCertificates, type Certificates } from './certificates.js';
import { SandboxImapAccount, SandboxImapLobby } from './sandbox-imap-account.js';
import { sandboxSmtp } from './sandbox-smtp.js';

export interface SandboxUser {
  /** Also the user name, in lower case. */
  readonly address: string;
  /** Without quotes and backslashes: hoodiecrow does not understand them quoted. */
  readonly password: string;
}

export interface SandboxOptions {
  readonly users: readonly SandboxUser[];
  /** 0 or absent: any free port. */
  readonly ports?: { readonly imap?: number; readonly smtp?: number };
}

export interface SandboxEndpoint {
  readonly host: string;
  readonly port: number;
}

interface Account {
  readonly imap: SandboxImapAccount;
  readonly pop3: ScriptedPop3Server;
  /** The same message on both sides. */
  readonly uidls: Map<number, string>;
}

const host = 'localhost';

const endpoint = (server: Server): SandboxEndpoint => ({ host, port: (server.address() as AddressInfo).port });

/**
 * A mail server in this process, from npm packages, for the demo and for tests that need no system package: IMAP with IDLE
 * (hoodiecrow), SMTP (smtp-server) and POP3, all with implicit TLS on 127.0.0.1, its certificates issued at the start by an
 * authority of its own (`caPem`). Mail it accepts by SMTP for a user of its own is delivered.
 */
export class SandboxMailServer implements AsyncDisposable {
  private readonly accounts = new Map<string, Account>();
  private readonly sockets = new Set<Socket>();
  private readonly imapServer: Server;
  private readonly smtpServer: SMTPServer;

  private constructor(
    passwords: ReadonlyMap<string, string>,
    private readonly certificates: Certificates,
  ) {
    const lobby = new SandboxImapLobby(passwords, (address) => this.account(address).imap);
    this.imapServer = createTlsServer({ key: certificates.key, cert: certificates.cert }, (socket) => {
      this.sockets.add(socket.setNoDelay(true));
      socket.on('error', () => undefined).once('close', () => this.sockets.delete(socket));
      lobby.welcome(socket);
    }).on('tlsClientError', () => undefined);
    this.smtpServer = sandboxSmtp({ certificates, passwords, accept: (address, raw) => void this.deliver(address, raw) });
    this.smtpServer.on('error', () => undefined);
  }

  static async start({ users, ports }: SandboxOptions): Promise<SandboxMailServer> {
    const passwords = new Map(users.map(({ address, password }) => [address.toLowerCase(), password]));
    const sandbox = new SandboxMailServer(passwords, await makeCertificates());
    const { key, cert } = sandbox.certificates;
    for (const [username, password] of passwords) {
      const pop3 = await ScriptedPop3Server.start({ username, password, tls: { key, cert, mode: 'implicit' } });
      sandbox.accounts.set(username, { imap: new SandboxImapAccount(), pop3, uidls: new Map() });
    }
    await Promise.all([
      once(sandbox.imapServer.listen(ports?.imap ?? 0, '127.0.0.1'), 'listening'),
      once(sandbox.smtpServer.listen(ports?.smtp ?? 0, '127.0.0.1'), 'listening'),
    ]);
    return sandbox;
  }

  get caPem(): string {
    return this.certificates.caPem;
  }

  get imap(): SandboxEndpoint {
    return endpoint(this.imapServer);
  }

  get smtp(): SandboxEndpoint {
    return endpoint(this.smtpServer.server);
  }

  /** POP3 has a port of its own for each user. */
  pop3(address: string): SandboxEndpoint {
    return { host, port: this.account(address).pop3.port };
  }

  /** Puts a message into the user's inbox and tells clients in IDLE. @returns its UID. @throws Error for an unknown user */
  deliver(address: string, raw: Buffer, receivedAt = new Date()): number {
    const { imap, pop3, uidls } = this.account(address);
    const uid = imap.deliver(raw, receivedAt);
    uidls.set(uid, pop3.maildrop.deliver(raw));
    return uid;
  }

  /** UIDs of the user's inbox, in order. */
  uids(address: string): readonly number[] {
    return this.account(address).imap.uids;
  }

  remove(address: string, uid: number): void {
    const { imap, pop3, uidls } = this.account(address);
    imap.remove(uid);
    pop3.maildrop.remove(uidls.get(uid) ?? '');
    uidls.delete(uid);
  }

  /** New UIDVALIDITY, UIDs and UIDLs; clients are thrown out, as real servers do. */
  resetUidValidity(address: string): void {
    const { imap, pop3, uidls } = this.account(address);
    imap.resetUidValidity();
    pop3.maildrop.renumber();
    uidls.clear();
    pop3.maildrop.messages.forEach(({ uidl }, index) => uidls.set(index + 1, uidl));
    this.disconnectAll();
  }

  /** Cuts every IMAP connection, as when a server is restarted. */
  disconnectAll(): void {
    this.sockets.forEach((socket) => socket.destroy());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disconnectAll();
    await Promise.all([
      new Promise<void>((resolve) => this.imapServer.close(() => resolve())),
      new Promise<void>((resolve) => this.smtpServer.close(() => resolve())),
      ...[...this.accounts.values()].map(({ pop3 }) => pop3[Symbol.asyncDispose]()),
    ]);
  }

  private account(address: string): Account {
    const account = this.accounts.get(address.toLowerCase());
    if (account === undefined) throw new Error(`The sandbox has no user ${address}`);
    return account;
  }
}
