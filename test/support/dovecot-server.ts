import { chmodSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDoveadmFetch, type ServerMessage } from './dovecot-view.js';
import { freePorts } from './free-port.js';
import { runLocalScript } from './local-script.js';
import { seedMaildir } from './maildir.js';
import { waitUntil } from './wait-until.js';

export interface DovecotPorts {
  readonly imap: number;
  readonly imaps: number;
  readonly pop3: number;
  readonly pop3s: number;
  readonly lmtp: number;
  readonly sasl: number;
}

/** A real Dovecot on loopback, from `deploy/local/dovecot.sh`. Users are addresses at example.org. One inbox each. */
export class DovecotServer implements AsyncDisposable {
  private readonly passwords = new Map<string, string>();
  private changes = 0;
  private uidValidity = 2_000_000_000;

  private constructor(
    readonly base: string,
    readonly ports: DovecotPorts,
  ) {}

  /** @throws when Dovecot is not installed or does not come up */
  static async start(): Promise<DovecotServer> {
    const [imap, imaps, pop3, pop3s, lmtp, sasl] = (await freePorts(6)) as [number, number, number, number, number, number];
    const server = new DovecotServer(mkdtempSync(join(tmpdir(), 'pb-dovecot-')), { imap, imaps, pop3, pop3s, lmtp, sasl });
    chmodSync(server.base, 0o755);
    await server.run(['start']);
    return server;
  }

  /** Of the authority that signed the server's certificate (localhost, 127.0.0.1). */
  get caPem(): string {
    return readFileSync(join(this.base, 'tls/ca.crt'), 'utf8');
  }

  get tlsDirectory(): string {
    return join(this.base, 'tls');
  }

  /** Makes the user, too. Resolves when the server takes the password: it looks at its list once a second. */
  setPassword(user: string, password: string): Promise<void> {
    return this.setPasswords([user], password);
  }

  /** The same password for many users, at the cost of one. */
  async setPasswords(users: readonly string[], password: string): Promise<void> {
    users.forEach((user) => this.passwords.set(user, password));
    const path = join(this.base, 'users');
    writeFileSync(path, [...this.passwords].map(([name, secret]) => `${name}:{PLAIN}${secret}::::::\n`).join(''));
    // Dovecot reads the file again when its time, in whole seconds, differs.
    const time = 1_700_000_000 + ++this.changes;
    utimesSync(path, time, time);
    await waitUntil(`the server knows the password of ${users.join()}`, () => this.accepts(users.at(-1) ?? '', password));
  }

  /** Puts messages into the inbox at once, behind the server's back. */
  seed(user: string, messages: Iterable<Buffer>, receivedAt = new Date()): void {
    const [local, domain] = user.split('@') as [string, string];
    seedMaildir(join(this.base, 'mail', domain, local, 'Maildir'), messages, receivedAt);
  }

  /** @param receivedAt to the second; absent: now */
  async deliver(user: string, raw: Buffer, receivedAt?: Date): Promise<void> {
    // doveadm save of Dovecot 2.3 knows no date; in a Maildir it is the file's.
    if (receivedAt === undefined) await this.doveadm(['save', '-u', user, '-m', 'INBOX'], raw);
    else this.seed(user, [raw], receivedAt);
  }

  async expunge(user: string, uids: readonly number[]): Promise<void> {
    await this.doveadm(['expunge', '-u', user, 'mailbox', 'INBOX', 'uid', uids.join(',')]);
  }

  /** As after a restore from a backup: other UIDVALIDITY, other UIDLs, the same mail. */
  async resetUidValidity(user: string): Promise<void> {
    await this.doveadm(['mailbox', 'update', '-u', user, '--uid-validity', String(--this.uidValidity), 'INBOX']);
  }

  /** The server's own view of the inbox, in the order of UIDs. */
  async view(user: string): Promise<ServerMessage[]> {
    const status = await this.doveadm(['-f', 'tab', 'mailbox', 'status', '-u', user, 'uidvalidity', 'INBOX']);
    const uidValidity = /(\d+)\s*$/.exec(status.toString())?.[1] ?? '';
    return parseDoveadmFetch(
      await this.doveadm(['-f', 'pager', 'fetch', '-u', user, 'uid size.physical text', 'mailbox', 'INBOX']),
      uidValidity,
    );
  }

  /** Ends the user's sessions, as a server does that was told of a new password. */
  async disconnect(user: string): Promise<void> {
    await this.doveadm(['kick', user]);
  }

  doveadm(args: readonly string[], input?: Buffer): Promise<Buffer> {
    return this.run(['doveadm', ...args], input);
  }

  /** Ends with every client's connection; the mail stays. */
  async stop(): Promise<void> {
    await this.run(['stop']);
  }

  /** Ends at once, without a word to clients. */
  async kill(): Promise<void> {
    await this.run(['kill']);
  }

  /** After `stop` or `kill`, on the same ports. */
  async start(): Promise<void> {
    await this.run(['start']);
  }

  async restart(): Promise<void> {
    await this.run(['stop']);
    await this.run(['start']);
  }

  get log(): string {
    return readFileSync(join(this.base, 'dovecot.log'), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.base, { recursive: true, force: true });
  }

  private accepts(user: string, password: string): Promise<boolean> {
    return this.doveadm(['auth', 'test', user, password]).then(
      () => true,
      () => false,
    );
  }

  private run(args: readonly string[], input?: Buffer): Promise<Buffer> {
    const { imap, imaps, pop3, pop3s, lmtp, sasl } = this.ports;
    const ports = { IMAP_PORT: imap, IMAPS_PORT: imaps, POP3_PORT: pop3, POP3S_PORT: pop3s, LMTP_PORT: lmtp, SASL_PORT: sasl };
    const env = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
    return runLocalScript('dovecot.sh', args, { DOVECOT_BASE: this.base, ...env }, input);
  }
}
