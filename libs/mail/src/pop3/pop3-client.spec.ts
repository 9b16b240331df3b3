import { LoopbackDialer } from '../testing/loopback-dialer.js';
import { nastyMessages } from '../testing/nasty-messages.js';
import { ScriptedPop3Server, type Pop3Script } from '../testing/pop3/index.js';
import { Pop3Client } from './pop3-client.js';
import { defaultPop3Limits, type Pop3Limits } from './pop3-limits.js';
import { logIn, logInWithToken } from './pop3-login.js';
import type { Retrieved } from './pop3-retrieval.js';

const account = { username: 'anna', password: 'secret-Zebra' };
const login = { username: account.username, password: Buffer.from(account.password) };
const never = new AbortController().signal;
const quick: Pop3Limits = {
  ...defaultPop3Limits,
  greetingTimeoutMs: 300,
  commandTimeoutMs: 300,
  listingTimeoutMs: 300,
  quitTimeoutMs: 300,
};

const forever = function* (text: string): Iterable<string> {
  for (;;) yield text;
};

/** Answers to some commands, by their first word. */
const answering = (answers: Record<string, string | Iterable<string>>): Pop3Script => ({ answer: (line) => answers[line.split(' ')[0]!] });

describe('Pop3Client', () => {
  let server: ScriptedPop3Server;
  const open: Pop3Client[] = [];

  const greet = async (limits: Pop3Limits = defaultPop3Limits, signal = never): Promise<Pop3Client> => {
    const socket = await new LoopbackDialer().connect({
      host: '127.0.0.1',
      port: server.port,
      protocol: 'pop3',
      tls: false,
      signal: never,
    });
    const client = await Pop3Client.greet(socket, signal, limits);
    open.push(client);
    return client;
  };
  const enter = async (limits?: Pop3Limits, signal?: AbortSignal): Promise<Pop3Client> => {
    const client = await greet(limits, signal);
    await logIn(client, login);
    return client;
  };
  const retrieveAll = async (client: Pop3Client, numbers: readonly number[], size?: number): Promise<Retrieved[]> => {
    const all: Retrieved[] = [];
    for await (const one of client.retrieve(numbers.map((number) => ({ number, size })))) all.push(one);
    return all;
  };
  const rawOf = (retrieved: Retrieved): string => ('raw' in retrieved ? retrieved.raw.toString('latin1') : retrieved.refused.text);
  const code = (name: string): object => expect.objectContaining({ code: name }) as object;

  beforeEach(async () => {
    server = await ScriptedPop3Server.start(account);
    ['one', 'two', 'three'].forEach((text) => server.maildrop.deliver(Buffer.from(`Subject: ${text}\r\n\r\n${text}\r\nmore\r\n`), text));
  });
  afterEach(async () => {
    for (const client of open.splice(0)) await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  describe('speaks', () => {
    it('CAPA, STAT, UIDL, LIST, TOP, RETR, NOOP', async () => {
      const client = await enter();
      expect(client.capabilities.has('PIPELINING')).toBe(true);
      expect(await client.stat()).toEqual({ count: 3, octets: 85 });
      expect(await client.list('UIDL')).toBe('1 one\r\n2 two\r\n3 three\r\n');
      expect(await client.list('LIST')).toBe('1 27\r\n2 27\r\n3 31\r\n');
      expect((await client.top(2, 1)).toString()).toBe('Subject: two\r\n\r\ntwo\r\n');
      expect((await retrieveAll(client, [3, 9, 1])).map(rawOf)).toEqual([
        'Subject: three\r\n\r\nthree\r\nmore\r\n',
        'no such message',
        'Subject: one\r\n\r\none\r\nmore\r\n',
      ]);
      await client.noop();
    });

    it('DELE, RSET and QUIT: only a confirmed QUIT deletes', async () => {
      const first = await enter();
      await first.dele(1);
      await first.rset();
      await first.dele(2);
      await expect(first.dele(2)).rejects.toEqual(code('mail.message-unreadable'));
      expect(server.maildrop.messages).toHaveLength(3);
      await first.quit();
      expect(server.maildrop.messages.map(({ uidl }) => uidl)).toEqual(['one', 'three']);
    });

    it('sends ahead no further than allowed, and only where the server takes it', async () => {
      const client = await enter({ ...defaultPop3Limits, pipelineCommands: 2 });
      for await (const { number } of client.retrieve([1, 2, 3].map((n) => ({ number: n, size: 28 })))) {
        if (number === 1) break;
      }
      expect(server.commands.filter((line) => line.startsWith('RETR'))).toEqual(['RETR 1', 'RETR 2']);
      server.script = { hides: ['PIPELINING'] };
      await client.readCapabilities();
      for await (const { number } of client.retrieve([{ number: 3 }, { number: 2 }])) {
        expect(number).toBe(3);
        break;
      }
      expect(server.commands.filter((line) => line.startsWith('RETR'))).toEqual(['RETR 1', 'RETR 2', 'RETR 3']);
    });

    it('refuses a second operation in the middle of one', async () => {
      const client = await enter();
      for await (const { number } of client.retrieve([{ number: 1 }, { number: 2 }])) {
        expect(number).toBe(1);
        await expect(client.noop()).rejects.toThrow('one thing at a time');
        break;
      }
      await client.noop();
    });

    it('keeps every byte of every nasty message from a server that ends its lines with bare line feeds', async () => {
      const raw = Buffer.from('Subject: x\n\none\n.two\n..\n.\nthree\n');
      server.maildrop.deliver(raw);
      server.script = { lineEnd: '\n' };
      expect((await retrieveAll(await enter(), [4])).map(rawOf)).toEqual([raw.toString()]);
    });

    it('keeps every byte when each comes alone', async () => {
      server.maildrop.deliver(nastyMessages.get('lines of dots')!);
      server.script = { segmentBytes: 1 };
      expect((await retrieveAll(await enter(), [4])).map(rawOf)).toEqual([nastyMessages.get('lines of dots')!.toString('latin1')]);
    });
  });

  describe('logs in', () => {
    it('by SASL PLAIN, or by USER and PASS where that is all there is', async () => {
      await (await enter()).quit();
      expect(server.commands).toEqual(['CAPA', 'AUTH PLAIN', 'QUIT']);
      server.commands.length = 0;
      server.script = answering({ CAPA: '-ERR what?\r\n' });
      await (await enter()).quit();
      expect(server.commands).toEqual(['CAPA', 'USER', 'PASS', 'QUIT']);
    });

    it('sends a long response only when asked for it (RFC 5034 §4)', async () => {
      const long = { username: 'anna', password: 'x'.repeat(300) };
      await server[Symbol.asyncDispose]();
      server = await ScriptedPop3Server.start(long);
      await logIn(await greet(), { username: 'anna', password: Buffer.from(long.password) });
      expect(server.commands).toEqual(['CAPA', 'AUTH PLAIN']);
    });

    it('with a token, answering the challenge that explains a refusal', async () => {
      const lines: string[] = [];
      server.script = {
        answer: (line) =>
          /^AUTH /.test(line) ? (lines.push(line), '+ eyJzdGF0dXMiOiI0MDAifQ==\r\n') : line === '' ? '-ERR [AUTH] expired\r\n' : undefined,
      };
      await expect(logInWithToken(await greet(), 'anna', 't0ken')).rejects.toEqual(code('mail.authentication-failed'));
      expect(Buffer.from(lines[0]!.split(' ')[2]!, 'base64').toString()).toBe('user=anna\x01auth=Bearer t0ken\x01\x01');
    });

    it.each(['a\r\nDELE 1', 'a\nb', 'a\0b', ''])('never sends %j', async (text) => {
      const client = await greet();
      await expect(logIn(client, { ...login, username: text })).rejects.toEqual(code('mail.authentication-failed'));
      await expect(logIn(client, { ...login, password: Buffer.from(text) })).rejects.toEqual(code('mail.authentication-failed'));
      expect(server.commands).toEqual(['CAPA']);
    });

    it('says so when there is no way in with a password', async () => {
      server.script = { hides: ['USER', 'SASL'] };
      await expect(enter()).rejects.toEqual(code('mail.login-disabled'));
    });

    it('tells a mailbox in use from a wrong password', async () => {
      await enter();
      await expect(enter()).rejects.toEqual(code('mail.mailbox-in-use'));
    });

    it('keeps a password that the server repeats out of the error', async () => {
      server.script = answering({ AUTH: `-ERR bad: ${account.password}\r\n` });
      await expect(enter()).rejects.toMatchObject({ code: 'mail.authentication-failed', serverText: undefined });
      server.script = answering({ AUTH: '-ERR bad: something else\r\n' });
      await expect(enter()).rejects.toMatchObject({ serverText: 'bad: something else' });
    });
  });

  describe('survives a server that', () => {
    it.each([
      ['says nothing', [], 'mail.timeout'],
      ['refuses at once', '-ERR [SYS/TEMP] too busy\r\n', 'mail.server-unavailable'],
      ['is an IMAP server', '* OK IMAP4rev1\r\n', 'mail.protocol-error'],
      ['is an SMTP server', '220 example.org ESMTP\r\n', 'mail.protocol-error'],
      ['greets without end', forever('x'.repeat(1_000)), 'mail.protocol-error'],
    ])('%s', async (_name, greeting, expected) => {
      server.script = answering({ GREETING: greeting });
      const error: unknown = await greet(quick).catch((thrown: unknown) => thrown);
      expect(error).toEqual(code(expected));
      expect(JSON.stringify(error)).not.toContain('ESMTP');
    });

    it('never ends a line', async () => {
      server.script = answering({ STAT: forever('+OK 1 1 ') });
      await expect((await enter()).stat()).rejects.toEqual(code('mail.protocol-error'));
    });

    it('never ends a list', async () => {
      server.script = answering({ UIDL: forever('1 uidl\r\n'.repeat(1_000)) });
      const client = await enter({ ...defaultPop3Limits, maxListingBytes: 100_000 });
      server.script = answering({
        UIDL: (function* () {
          yield '+OK\r\n';
          yield* forever('1 uidl\r\n'.repeat(1_000));
        })(),
      });
      await expect(client.list('UIDL')).rejects.toEqual(code('mail.protocol-error'));
    });

    it('never ends a message', async () => {
      const endless = function* (): Iterable<string> {
        yield '+OK\r\n';
        yield* forever('.'.repeat(1_000));
      };
      server.script = { answer: (line) => (line.startsWith('RETR') ? endless() : undefined) };
      const client = await enter({ ...defaultPop3Limits, maxMessageBytes: 1_000_000 });
      await expect(retrieveAll(client, [1])).rejects.toMatchObject({ data: { code: 'mail.message-too-large', scope: 'message' } });
      await expect(client.noop()).rejects.toBeDefined();
      expect(server.bytesSent).toBeLessThan(32 * 2 ** 20);
    });

    it('sends one byte at a time for ever: no inactivity limit ends that', async () => {
      server.script = { segmentBytes: 1, segmentPauseMs: 20 };
      const limits = { ...quick, greetingTimeoutMs: 30_000, inactivityTimeoutMs: 10_000, slowestBytesPerSecond: 1_000 };
      await expect(greet({ ...limits, commandTimeoutMs: 1_000 })).rejects.toEqual(code('mail.timeout'));
      server.script = {};
      const client = await enter(limits);
      server.script = { segmentBytes: 1, segmentPauseMs: 20 };
      await expect(retrieveAll(client, [1], 28)).rejects.toEqual(code('mail.timeout'));
      // The control: with time enough for the whole, the same dripping message is read.
      server.script = {};
      const patient = await enter({ ...limits, commandTimeoutMs: 60_000 });
      server.script = { segmentBytes: 1, segmentPauseMs: 20 };
      expect(await retrieveAll(patient, [1], 28)).toHaveLength(1);
    });

    it('goes silent in the middle of a message: inactivity ends it long before the deadline', async () => {
      server.script = { answer: (line) => (line.startsWith('RETR') ? '+OK\r\nSubject' : undefined) };
      const client = await enter({ ...defaultPop3Limits, inactivityTimeoutMs: 300 });
      await expect(retrieveAll(client, [1], 10_000_000)).rejects.toEqual(code('mail.timeout'));
    });

    it('hangs up in the middle of a message: half a message is none', async () => {
      const client = await enter();
      server.script = { cutRetrAfterBytes: 45 };
      await expect(retrieveAll(client, [1, 2])).rejects.toMatchObject({ data: { code: 'mail.connection-lost', retry: 'now' } });
    });

    it('answers with something else than an answer', async () => {
      const client = await enter();
      server.script = answering({ NOOP: 'hello\r\n', STAT: '+OK plenty\r\n' });
      await expect(client.stat()).rejects.toEqual(code('mail.protocol-error'));
      await expect((await greet()).noop()).rejects.toEqual(code('mail.protocol-error'));
    });

    it('does not answer QUIT', async () => {
      const client = await enter(quick);
      server.script = answering({ QUIT: [] });
      await client[Symbol.asyncDispose]();
      await expect(client.noop()).rejects.toEqual(code('mail.timeout'));
    });
  });

  it('stops at once when its signal aborts, with the reason given', async () => {
    const abort = new AbortController();
    const client = await enter(defaultPop3Limits, abort.signal);
    server.script = answering({ NOOP: [] });
    setTimeout(() => abort.abort(new Error('shutting down')), 50);
    await expect(client.noop()).rejects.toThrow('shutting down');
    await expect(greet(defaultPop3Limits, abort.signal)).rejects.toThrow('shutting down');
  });

  it('gives up on what was sent ahead when that is too much to read and drop', async () => {
    ['a', 'b', 'c'].forEach((uidl) => server.maildrop.deliver(nastyMessages.get('one megabyte')!, uidl));
    const client = await enter();
    // The claimed sizes lie: three megabytes are on their way.
    for await (const one of client.retrieve([4, 5, 6].map((number) => ({ number, size: 10 })))) {
      expect(one.number).toBe(4);
      break;
    }
    await expect(client.noop()).rejects.toEqual(code('mail.connection-lost'));
  });
});
