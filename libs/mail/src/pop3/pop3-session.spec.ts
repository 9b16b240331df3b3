import { LoopbackDialer } from '../testing/loopback-dialer.js';
import { ScriptedPop3Server, type Pop3Script } from '../testing/pop3/index.js';
import { Pop3MailSource, type Pop3MailSourceOptions } from './pop3-mail-source.js';
import type { Pop3Session } from './pop3-session.js';

const account = { username: 'anna', password: 'secret-Zebra' };
const message = (body: string): Buffer => Buffer.from(`Subject: x\r\n\r\n${body}\r\n`);

describe('Pop3Session', () => {
  let server: ScriptedPop3Server;

  const open = (options: Pop3MailSourceOptions = {}): Promise<Pop3Session> =>
    new Pop3MailSource(new LoopbackDialer(), { allowCleartext: true, ...options }).open({
      server: { host: '127.0.0.1', port: server.port, security: 'none' },
      login: { username: account.username, password: Buffer.from(account.password) },
      signal: new AbortController().signal,
    });
  const answering = (verb: string, answer: string): Pop3Script => ({
    answer: (line) => (line.startsWith(verb) ? answer : undefined),
  });
  const read = async (session: Pop3Session): Promise<{ bodies: string[]; error?: unknown }> => {
    const bodies: string[] = [];
    try {
      const { present } = await session.list();
      for await (const { raw } of session.fetch(present.map(({ remote }) => remote))) bodies.push(raw.toString().slice(14, -2));
    } catch (error) {
      return { bodies, error };
    }
    return { bodies };
  };

  beforeEach(async () => {
    server = await ScriptedPop3Server.start(account);
  });
  afterEach(() => server[Symbol.asyncDispose]());

  it('tells messages with the same UIDL apart, and fetches each', async () => {
    ['a', 'b', 'c'].forEach((body) => server.maildrop.deliver(message(body), body === 'b' ? 'other' : 'same'));
    await using session = await open();
    const { present } = await session.list();
    expect(present.map(({ remote }) => remote)).toEqual([
      { protocol: 'pop3', uidl: 'same', occurrence: 0 },
      { protocol: 'pop3', uidl: 'other', occurrence: 0 },
      { protocol: 'pop3', uidl: 'same', occurrence: 1 },
    ]);
    expect((await read(session)).bodies).toEqual(['a', 'b', 'c']);
  });

  it('cannot work without UIDL, and says so', async () => {
    server.maildrop.deliver(message('a'));
    server.script = answering('UIDL', '-ERR unknown command\r\n');
    await using session = await open();
    await expect(session.list()).rejects.toMatchObject({ data: { code: 'mail.unsupported', retry: 'never', scope: 'mailbox' } });
  });

  it('does not take a passing refusal of UIDL for that', async () => {
    server.maildrop.deliver(message('a'));
    server.script = answering('UIDL', '-ERR [SYS/TEMP] later\r\n');
    await using session = await open();
    await expect(session.list()).rejects.toMatchObject({ data: { code: 'mail.server-unavailable', retry: 'later' } });
  });

  it('refuses a list it does not understand, rather than half of it', async () => {
    server.maildrop.deliver(message('a'));
    server.script = answering('UIDL', '+OK\r\n1 a\r\ngarbage\r\n.\r\n');
    await using session = await open();
    await expect(session.list()).rejects.toMatchObject({ code: 'mail.protocol-error' });
  });

  it('does without sizes when the server does not tell them', async () => {
    server.maildrop.deliver(message('a'), 'a');
    server.script = answering('LIST', '-ERR no\r\n');
    await using session = await open();
    expect((await session.list()).present).toEqual([{ remote: { protocol: 'pop3', uidl: 'a', occurrence: 0 } }]);
    expect((await read(session)).bodies).toEqual(['a']);
  });

  it('asks for nothing but the UIDLs to see that nothing changed', async () => {
    server.maildrop.deliver(message('a'));
    const first = await open();
    const { cursor } = await first.list();
    await first[Symbol.asyncDispose]();
    server.commands.length = 0;
    await using session = await open();
    expect(await session.unchangedSince(cursor)).toBe(true);
    expect(server.commands).toEqual(['CAPA', 'AUTH PLAIN', 'CAPA', 'STAT', 'UIDL']);
  });

  it('names the message that says it is too large, without asking for it, and goes on with the others', async () => {
    server.maildrop.deliver(message('a'));
    server.maildrop.deliver(message('b'.repeat(2_000)), 'large');
    server.maildrop.deliver(message('c'));
    await using session = await open({ limits: { maxMessageBytes: 1_000 } });
    const { bodies, error } = await read(session);
    expect(bodies).toEqual(['a']);
    expect(error).toMatchObject({ data: { code: 'mail.message-too-large', scope: 'message', remote: { uidl: 'large' } } });
    const { present } = await session.list();
    for await (const { raw } of session.fetch([present[2]!.remote])) expect(raw).toEqual(message('c'));
    expect(server.commands.filter((line) => line.startsWith('RETR'))).toEqual(['RETR 1', 'RETR 3']);
  });

  it('names the message that is larger than it says', async () => {
    ['a', 'b'.repeat(2_000)].forEach((body, n) => server.maildrop.deliver(message(body), `m${n}`));
    server.script = answering('LIST', '+OK\r\n1 10\r\n2 10\r\n.\r\n');
    await using session = await open({ limits: { maxMessageBytes: 1_000 } });
    const { bodies, error } = await read(session);
    expect(bodies).toEqual(['a']);
    expect(error).toMatchObject({ data: { code: 'mail.message-too-large', remote: { uidl: 'm1' } } });
  });

  it('names the message the server cannot read, and leaves out one it has no more', async () => {
    ['a', 'b', 'c', 'd'].forEach((body) => server.maildrop.deliver(message(body), body));
    server.script = {
      answer: (line) => (line === 'RETR 2' ? '-ERR no such message\r\n' : line === 'RETR 3' ? '-ERR disk trouble\r\n' : undefined),
    };
    await using session = await open();
    const { bodies, error } = await read(session);
    expect(bodies).toEqual(['a']);
    expect(error).toMatchObject({ data: { code: 'mail.message-unreadable', remote: { uidl: 'c' } }, serverText: 'disk trouble' });
    const { present } = await session.list();
    for await (const { raw } of session.fetch([present[3]!.remote])) expect(raw).toEqual(message('d'));
  });

  it('lets the next one in as soon as it is closed, and never deletes', async () => {
    server.maildrop.deliver(message('a'));
    for (let round = 0; round < 5; round++) {
      await using session = await open();
      expect((await read(session)).bodies).toEqual(['a']);
    }
    expect(server.commands.filter((line) => line === 'QUIT')).toHaveLength(5);
    expect(server.commands.some((line) => line.startsWith('DELE'))).toBe(false);
  });
});
