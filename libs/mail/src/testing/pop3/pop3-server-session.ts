import type { Socket } from 'node:net';
import { capabilityLines, stuffed, topOf } from './pop3-answers.js';
import type { Maildrop, StoredMessage } from './maildrop.js';

/** What a session needs of its server. */
export interface Pop3ServerAccount {
  readonly username: string;
  readonly password: string;
  readonly maildrop: Maildrop;
  readonly cleartextLogin: boolean;
  readonly canSecure: boolean;
  /** Takes the exclusive lock on the drop (RFC 1939 §4). @returns false when another session holds it */
  lock(session: object): boolean;
}

export type HonestAnswer = { readonly line: string; readonly body?: Buffer; readonly then?: 'secure' | 'close' | 'continue' } | undefined;

const ok = (text = 'done'): HonestAnswer => ({ line: `+OK ${text}` });
const refuse = (text: string): HonestAnswer => ({ line: `-ERR ${text}` });

/** The honest answers to one client's commands: RFC 1939, CAPA of RFC 2449, STLS of RFC 2595, AUTH PLAIN of RFC 5034. */
export class Pop3ServerSession {
  private user = '';
  private snapshot: readonly StoredMessage[] | undefined;
  private readonly deleted = new Set<string>();
  private awaitsPlain = false;

  constructor(
    private readonly account: Pop3ServerAccount,
    readonly socket: Socket,
    private secure: boolean,
  ) {}

  get awaitsResponse(): boolean {
    return this.awaitsPlain;
  }

  secured(): void {
    this.secure = true;
    this.user = '';
  }

  answer(line: string): HonestAnswer {
    if (this.awaitsPlain) return this.plain(line);
    const [verb = '', ...args] = line.split(' ');
    const name = verb.toUpperCase();
    if (name === 'CAPA') return this.capa();
    if (name === 'QUIT') return this.quit();
    if (name === 'NOOP') return ok();
    return this.snapshot === undefined ? this.authorization(name, args) : this.transaction(name, args, this.snapshot);
  }

  private authorization(verb: string, args: readonly string[]): HonestAnswer {
    if (verb === 'STLS') return this.account.canSecure && !this.secure ? { line: '+OK begin TLS', then: 'secure' } : refuse('no TLS here');
    if (!['USER', 'PASS', 'AUTH'].includes(verb)) return refuse('not now');
    if (!this.secure && !this.account.cleartextLogin) return refuse('[SYS/PERM] TLS first');
    if (verb === 'AUTH') return this.auth(args);
    if (verb === 'PASS') return this.logIn(this.user, args.join(' '));
    this.user = args.join(' ');
    return ok('and the password?');
  }

  private auth([mechanism, initial]: readonly string[]): HonestAnswer {
    if (mechanism?.toUpperCase() !== 'PLAIN') return refuse('unknown mechanism');
    if (initial !== undefined) return this.plain(initial);
    this.awaitsPlain = true;
    return { line: '+ ', then: 'continue' };
  }

  private plain(response: string): HonestAnswer {
    this.awaitsPlain = false;
    const [, user = '', password = ''] = Buffer.from(response, 'base64').toString('latin1').split('\0');
    return this.logIn(user, password);
  }

  private logIn(user: string, password: string): HonestAnswer {
    const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
    const { username, password: right, maildrop } = this.account;
    if (user !== latin1(username) || password !== latin1(right)) return refuse('[AUTH] wrong user name or password');
    if (!this.account.lock(this)) return refuse('[IN-USE] another session has this mailbox open');
    this.snapshot = maildrop.messages;
    return ok(`${this.snapshot.length} messages`);
  }

  private transaction(verb: string, args: readonly string[], drop: readonly StoredMessage[]): HonestAnswer {
    if (verb === 'RSET') {
      this.deleted.clear();
      return ok();
    }
    if (verb === 'STAT') return this.stat(drop);
    if ((verb === 'UIDL' || verb === 'LIST') && args.length === 0) return this.rows(verb, drop);
    const at = Number(args[0]) - 1;
    const message = drop[at];
    if (message === undefined || this.deleted.has(message.uidl)) return refuse('no such message');
    return this.onMessage(verb, [at, message], args);
  }

  private present(drop: readonly StoredMessage[]): [at: number, message: StoredMessage][] {
    return [...drop.entries()].filter(([, { uidl }]) => !this.deleted.has(uidl));
  }

  private stat(drop: readonly StoredMessage[]): HonestAnswer {
    const present = this.present(drop);
    return ok(`${present.length} ${present.reduce((sum, [, { raw }]) => sum + raw.length, 0)}`);
  }

  private rows(verb: 'UIDL' | 'LIST', drop: readonly StoredMessage[]): HonestAnswer {
    const rows = this.present(drop).map(([at, { uidl, raw }]) => `${at + 1} ${verb === 'UIDL' ? uidl : raw.length}\r\n`);
    return { line: '+OK', body: Buffer.from(rows.join('')) };
  }

  private onMessage(verb: string, [at, message]: readonly [number, StoredMessage], args: readonly string[]): HonestAnswer {
    if (verb === 'RETR') return { line: '+OK message follows', body: stuffed(message.raw) };
    if (verb === 'TOP') return { line: '+OK top follows', body: stuffed(topOf(message, Number(args[1]))) };
    if (verb === 'UIDL') return ok(`${at + 1} ${message.uidl}`);
    if (verb === 'LIST') return ok(`${at + 1} ${message.raw.length}`);
    if (verb !== 'DELE') return refuse('unknown command');
    this.deleted.add(message.uidl);
    return ok('marked');
  }

  private capa(): HonestAnswer {
    const { canSecure, cleartextLogin } = this.account;
    const lines = capabilityLines({ secure: this.secure, canSecure, cleartextLogin });
    return { line: '+OK', body: Buffer.from(lines.map((line) => `${line}\r\n`).join('')) };
  }

  private quit(): HonestAnswer {
    this.deleted.forEach((uidl) => this.account.maildrop.remove(uidl));
    return { line: '+OK bye', then: 'close' };
  }
}
