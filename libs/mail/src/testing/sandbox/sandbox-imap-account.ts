import type { Socket } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';

/** hoodiecrow writes one character a byte. */
const charset = 'latin1';

/**
 * The inbox of one sandbox user, served by hoodiecrow, which knows a single storage for everybody: hence one server object a
 * user, on no port of its own.
 */
export class SandboxImapAccount {
  readonly server: hoodiecrow.Server;

  constructor() {
    this.server = hoodiecrow({ plugins: ['IDLE', 'NAMESPACE'], credentials: {} });
    const fetchPart = this.server.fetchHandlers;
    // The whole message byte for byte; hoodiecrow would first parse it, and refuse what it cannot parse.
    fetchPart['BODY.PEEK'] = (_connection, message, { section, partial }) => {
      if (section?.length !== 0 || partial !== undefined) throw new Error('The sandbox hands out whole messages only');
      return { type: 'LITERAL', value: message.raw };
    };
  }

  /** @returns the new message's UID */
  deliver(raw: Buffer, receivedAt: Date): number {
    return this.server.appendMessage(this.inbox, [], receivedAt, raw.toString(charset)).message.uid;
  }

  get uids(): readonly number[] {
    return this.inbox.messages.map(({ uid }) => uid);
  }

  remove(uid: number): void {
    const index = this.inbox.messages.findIndex((message) => message.uid === uid);
    if (index < 0) return;
    this.inbox.messages.splice(index, 1);
    this.tell(index + 1, 'EXPUNGE');
    this.tell(this.inbox.messages.length, 'EXISTS');
  }

  /** Every message gets a new UID under a new UIDVALIDITY, as after a restore of the server. */
  resetUidValidity(): void {
    this.inbox.uidvalidity += 1_000;
    this.inbox.messages.forEach((message, index) => (message.uid = index + 1));
    this.inbox.uidnext = this.inbox.messages.length + 1;
  }

  /** Takes a connection over after its login on another server object. */
  adopt(connection: hoodiecrow.Connection): void {
    connection.server.removeListener('notify', connection._notificationCallback);
    connection.server = this.server;
    this.server.on('notify', connection._notificationCallback);
    // hoodiecrow's half-hour timer of an IDLE would outlive its connection, and keep the process from ending.
    connection.socket?.once('close', () => connection.inputHandler && connection.inputHandler('DONE'));
  }

  private get inbox(): hoodiecrow.Mailbox {
    return this.server.getMailbox('INBOX');
  }

  private tell(count: number, what: 'EXPUNGE' | 'EXISTS'): void {
    this.server.notify({ tag: '*', attributes: [count, { type: 'ATOM', value: what }] }, this.inbox);
  }
}

/** Greets clients and hands each to the account it logs in to. */
export class SandboxImapLobby {
  private readonly server: hoodiecrow.Server;

  constructor(passwords: ReadonlyMap<string, string>, account: (address: string) => SandboxImapAccount) {
    const users = Object.fromEntries([...passwords].map(([address, password]) => [address, { password }]));
    this.server = hoodiecrow({ plugins: ['IDLE', 'NAMESPACE'], credentials: {}, users });
    const logIn = this.server.getCommandHandler('LOGIN');
    this.server.setCommandHandler('LOGIN', (connection, parsed, data, callback) => {
      logIn(connection, parsed, data, callback);
      if (connection.state === 'Authenticated') account(parsed.attributes?.[0]?.value ?? '').adopt(connection);
    });
  }

  welcome(socket: Socket): void {
    this.server.createClient(socket);
  }
}
