import type { ConnectOptions } from '../mail-source.js';
import { LoopbackDialer } from '../testing/loopback-dialer.js';
import { ScriptedPop3Server, type Pop3Script } from '../testing/pop3/index.js';
import { makeCertificates, type Certificates } from '../testing/sandbox/certificates.js';
import { Pop3MailSource } from './pop3-mail-source.js';

const account = { username: 'anna', password: 'secret-Zebra' };
const raw = Buffer.from('Subject: x\r\n\r\n.x\r\n');

describe('Pop3MailSource and TLS', () => {
  let certificates: Certificates;
  let server: ScriptedPop3Server | undefined;

  const start = async (mode: 'implicit' | 'stls', script: Pop3Script = {}): Promise<ScriptedPop3Server> => {
    server = await ScriptedPop3Server.start({ ...account, script, tls: { ...certificates, mode } });
    server.maildrop.deliver(raw);
    return server;
  };
  const options = (port: number, security: ConnectOptions['server']['security']): ConnectOptions => ({
    server: { host: 'localhost', port, security },
    login: { username: account.username, password: Buffer.from(account.password) },
    signal: new AbortController().signal,
  });
  const source = (ca: string | undefined = certificates.caPem): Pop3MailSource => new Pop3MailSource(new LoopbackDialer(ca));

  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterEach(async () => {
    await server?.[Symbol.asyncDispose]();
    server = undefined;
  });

  it.each([
    ['tls', 'implicit', {}],
    ['tls', 'implicit', { segmentBytes: 7 }],
    ['starttls', 'stls', {}],
    ['starttls', 'stls', { segmentBytes: 7 }],
  ] as const)('reads mail with %s (%s) %j', async (security, mode, script) => {
    const { port } = await start(mode, script);
    await using session = await source().open(options(port, security));
    const { present } = await session.list();
    for await (const message of session.fetch(present.map(({ remote }) => remote))) expect(message.raw).toEqual(raw);
    expect(present).toHaveLength(1);
  });

  it('reads the capabilities again after STLS: those from before may be forged', async () => {
    const { port, commands } = await start('stls');
    await using session = await source().open(options(port, 'starttls'));
    expect(session).toBeDefined();
    expect(commands).toEqual(['CAPA', 'STLS', 'CAPA', 'AUTH PLAIN', 'CAPA']);
  });

  it.each([
    ['does not offer STLS', { hides: ['STLS'] }, 'mail.starttls-unavailable', ['CAPA', 'QUIT']],
    [
      'refuses STLS',
      { answer: (line: string) => (line === 'STLS' ? '-ERR not today\r\n' : undefined) },
      'mail.starttls-unavailable',
      ['CAPA', 'STLS', 'QUIT'],
    ],
    [
      'sends more after its answer to STLS',
      { answer: (line: string) => (line === 'STLS' ? '+OK begin\r\n+OK injected\r\n' : undefined) },
      'mail.tls-failed',
      ['CAPA', 'STLS'],
    ],
  ])('sends no password to a server that %s', async (_name, script, code, commands) => {
    const running = await start('stls', script);
    await expect(source().open(options(running.port, 'starttls'))).rejects.toMatchObject({ code });
    expect(running.commands).toEqual(commands);
  });

  it('sends no password to a server whose certificate is not trusted', async () => {
    const running = await start('stls');
    await expect(new Pop3MailSource(new LoopbackDialer()).open(options(running.port, 'starttls'))).rejects.toMatchObject({
      code: 'mail.tls-failed',
    });
    expect(running.commands).toEqual(['CAPA', 'STLS']);
  });

  it('sends no password without TLS unless the deployment allows it', async () => {
    server = await ScriptedPop3Server.start(account);
    await expect(source().open(options(server.port, 'none'))).rejects.toMatchObject({ code: 'mail.cleartext-forbidden' });
    expect(server.commands).toEqual([]);
    const allowed = new Pop3MailSource(new LoopbackDialer(), { allowCleartext: true });
    await using session = await allowed.open(options(server.port, 'none'));
    expect((await session.list()).present).toEqual([]);
  });

  it('ends an STLS handshake that does not come', async () => {
    // The script answers STLS itself and, having no certificate, stays silent afterwards.
    server = await ScriptedPop3Server.start({
      ...account,
      script: { answer: (line) => (line === 'CAPA' ? '+OK\r\nSTLS\r\n.\r\n' : line === 'STLS' ? '+OK begin\r\n' : undefined) },
    });
    const limits = { commandTimeoutMs: 500 };
    const open = new Pop3MailSource(new LoopbackDialer(), { limits }).open(options(server.port, 'starttls'));
    await expect(open).rejects.toMatchObject({ data: { scope: expect.stringMatching(/server|profile/) as string } });
  }, 20_000);
});
