import { ImapMailSource, Pop3MailSource, type ConnectOptions, type ServerAddress } from '@postbode/mail';
import { mailSourceContract, type MailServerUnderTest, type MailSourceHarness } from '@postbode/mail/testing';
import { DovecotServer, loopbackPolicyDialer, withCrlf, withLineEnd, type DovecotPorts } from '../support/index.js';

const password = 'Zebra{42}Geheim';
let dovecot: DovecotServer;
const users = Array.from({ length: 200 }, (_, n) => `user${n}@example.org`);
let used = 0;

/** Every case has an inbox of its own on the one server. */
const startServer = async (address: ServerAddress): Promise<MailServerUnderTest> => {
  const user = users[used++]!;
  const defaults: ConnectOptions = {
    server: address,
    login: { username: user, password: Buffer.from(password) },
    signal: new AbortController().signal,
  };
  return {
    deliver: (raw, receivedAt) => dovecot.deliver(user, raw, receivedAt),
    remove: async (index) => dovecot.expunge(user, [(await dovecot.view(user))[index]!.uid]),
    renumber: () => dovecot.resetUidValidity(user),
    connectOptions: (overrides) => ({ ...defaults, ...overrides }),
    stop: async () => undefined,
  };
};

const facts = { asCarried: withCrlf, keepsReceivedAt: false, countsBytes: false };
const imap = { ...facts, keepsReceivedAt: true, makeSource: () => new ImapMailSource(loopbackPolicyDialer(dovecot.caPem)) };
const pop3 = {
  ...facts,
  asCarried: (raw: Buffer) => withLineEnd(withCrlf(raw)),
  makeSource: () => new Pop3MailSource(loopbackPolicyDialer(dovecot.caPem)),
};

const onDovecot = (
  name: string,
  protocol: Omit<MailSourceHarness, 'name' | 'startServer'>,
  port: keyof DovecotPorts,
  security: ServerAddress['security'],
): void =>
  mailSourceContract({
    ...protocol,
    name: `Dovecot, ${name}`,
    startServer: () => startServer({ host: 'localhost', port: dovecot.ports[port], security }),
  });

describe('mail sources on a real server', () => {
  beforeAll(async () => {
    dovecot = await DovecotServer.start();
    await dovecot.setPasswords(users, password);
  });
  afterAll(() => dovecot[Symbol.asyncDispose]());

  onDovecot('IMAP with TLS', imap, 'imaps', 'tls');
  onDovecot('IMAP with STARTTLS', imap, 'imap', 'starttls');
  onDovecot('POP3 with TLS', pop3, 'pop3s', 'tls');
  onDovecot('POP3 with STLS', pop3, 'pop3', 'starttls');

  it('hears of new mail by IDLE, delivered and found in the Maildir', async () => {
    const server = await startServer({ host: 'localhost', port: dovecot.ports.imaps, security: 'tls' });
    await using session = await imap.makeSource().open(server.connectOptions());
    const { cursor } = await session.list();
    const raw = Buffer.from('Subject: news\r\n\r\nnews\r\n');
    for (const receivedAt of [undefined, new Date()]) {
      const news = session.waitForNews(50_000, new AbortController().signal);
      await server.deliver(raw, receivedAt);
      expect(await news).toBe('news');
    }
    expect(await session.unchangedSince(cursor)).toBe(false);
    expect((await session.list()).present).toHaveLength(2);
  });
});
