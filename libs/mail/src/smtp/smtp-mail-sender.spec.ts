import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { pause } from '@postbode/kernel';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { DialPolicy, PolicyDialer } from '../dialer/index.js';
import type { MailError } from '../mail-error.js';
import type { SenderCheckOptions } from '../mail-sender.js';
import { makeCertificates, type Certificates } from '../testing/sandbox/certificates.js';
import { SmtpMailSender, type SmtpMailSenderOptions } from './smtp-mail-sender.js';

const password = 'Zebra{42}Geheim';
const limits = { greetingMs: 500, loginMs: 700, quitMs: 300 };

describe('SmtpMailSender', () => {
  let certificates: Certificates;
  let port = 0;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  /** An honest server, which remembers nothing but logins. */
  const startHonest = async (options: SMTPServerOptions = {}): Promise<string[]> => {
    const logins: string[] = [];
    const server = new SMTPServer({
      key: certificates.key,
      cert: certificates.cert,
      logger: false,
      disableReverseLookup: true,
      onAuth: ({ username = '', password: given }, _session, done) => {
        logins.push(username);
        if (given === password) done(null, { user: username });
        else done(Object.assign(new Error(`No, ${username}`), { responseCode: 535 }));
      },
      ...options,
    });
    server.on('error', () => undefined);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    port = (server.server.address() as AddressInfo).port;
    stops.push(() => new Promise((resolve) => server.close(() => resolve())));
    return logins;
  };

  /** A plain server that answers by script and remembers every line. */
  const startScripted = async (greeting: string, answer: (line: string, socket: Socket) => string): Promise<string[]> => {
    const said: string[] = [];
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.write(greeting);
      socket.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) {
          said.push(line);
          socket.write(answer(line, socket));
        }
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    port = (server.address() as AddressInfo).port;
    stops.push(async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    });
    return said;
  };

  const check = (
    security: SenderCheckOptions['server']['security'],
    overrides: Partial<SenderCheckOptions> = {},
    options: SmtpMailSenderOptions = {},
  ): Promise<void> => {
    const dialer = new PolicyDialer({
      policy: new DialPolicy({ allow: ['127.0.0.1/32:1024-65535'] }),
      resolve: async () => ['127.0.0.1'],
      extraCa: [certificates.caPem],
    });
    const login = { username: 'anna@example.org', password: Buffer.from(password) };
    const server = { host: 'localhost', port, security };
    return new SmtpMailSender(dialer, { limits, ...options }).check({ server, login, signal: new AbortController().signal, ...overrides });
  };
  const failure = async (work: Promise<void>): Promise<MailError> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error as MailError;
  };

  it('logs in over implicit TLS', async () => {
    const logins = await startHonest({ secure: true });
    await check('tls');
    expect(logins).toEqual(['anna@example.org']);
  });

  it('logs in after STARTTLS', async () => {
    const logins = await startHonest();
    await check('starttls');
    expect(logins).toEqual(['anna@example.org']);
  });

  it('only says hello where no login is asked for', async () => {
    const logins = await startHonest({ secure: true, authOptional: true });
    const anonymous: SenderCheckOptions = { server: { host: 'localhost', port, security: 'tls' }, signal: new AbortController().signal };
    const dialer = new PolicyDialer({
      policy: new DialPolicy({ allow: ['127.0.0.1/32:1024-65535'] }),
      resolve: async () => ['127.0.0.1'],
      extraCa: [certificates.caPem],
    });
    await new SmtpMailSender(dialer, { limits }).check(anonymous);
    expect(logins).toEqual([]);
  });

  it('refuses to go without TLS, unless the deployment says so', async () => {
    const logins = await startHonest({ allowInsecureAuth: true, hideSTARTTLS: true });
    expect(await failure(check('none'))).toMatchObject({ code: 'mail.cleartext-forbidden' });
    expect(logins).toEqual([]);
    await check('none', {}, { allowCleartext: true });
    expect(logins).toHaveLength(1);
  });

  it('says that the password is wrong, without it', async () => {
    await startHonest({ secure: true });
    const wrong = 'wrong-Zebra{42}Geheim';
    const error = await failure(check('tls', { login: { username: 'anna@example.org', password: Buffer.from(wrong) } }));
    expect(error.data).toEqual({ code: 'mail.authentication-failed', retry: 'never', scope: 'mailbox' });
    const everything = inspect(error, { depth: 12, showHidden: true });
    for (const form of [wrong, Buffer.from(wrong).toString('base64'), Buffer.from(`\0anna@example.org\0${wrong}`).toString('base64')]) {
      expect(everything).not.toContain(form);
    }
  });

  const offered = (line: string): string => (line.startsWith('EHLO') ? '250-hi\r\n250 STARTTLS\r\n' : '');

  it.each<[string, string, (line: string, socket: Socket) => string, string]>([
    ['STARTTLS refused', '220 hi\r\n', (line) => offered(line) || '502 no\r\n', 'mail.starttls-unavailable'],
    [
      'STARTTLS stripped',
      '220 hi\r\n',
      (line) => (line.startsWith('EHLO') ? '250 AUTH PLAIN\r\n' : '500 what?\r\n'),
      'mail.starttls-unavailable',
    ],
    ['plaintext injected', '220 hi\r\n', (line) => offered(line) || '220 go\r\n250 AUTH PLAIN\r\n', 'mail.tls-failed'],
    [
      'no TLS after it',
      '220 hi\r\n',
      (line, socket) => offered(line) || (void pause(20).then(() => socket.write('235 welcome\r\n')), '220 go\r\n'),
      'mail.tls-failed',
    ],
    ['another protocol', '* OK IMAP\r\n', () => '', 'mail.protocol-error'],
    ['an endless greeting', `220 ${'x'.repeat(100_000)}`, () => '', 'mail.protocol-error'],
    ['endless lines', '220-more\r\n'.repeat(200), () => '', 'mail.protocol-error'],
    ['a silent greeting', '', () => '', 'mail.timeout'],
    ['a busy server', '421 Too many connections from you\r\n', () => '', 'mail.too-many-connections'],
    ['a server that does not want us', '554 No\r\n', () => '', 'mail.server-unavailable'],
  ])('%s: no credential leaves', async (_name, greeting, answer, expected) => {
    const said = await startScripted(greeting, answer);
    expect((await failure(check('starttls'))).code).toBe(expected);
    expect(said.filter((line) => /^AUTH|Zebra/.test(line))).toEqual([]);
  });

  it.each<[string, string]>([
    ['535 5.7.8 no', 'mail.authentication-failed'],
    ['534 5.7.9 application-specific password required', 'mail.authentication-failed'],
    ['454 4.7.0 temporary', 'mail.server-unavailable'],
    ['421 4.7.0 Too many login attempts', 'mail.throttled'],
    ['502 not here', 'mail.login-disabled'],
    ['538 encryption required', 'mail.cleartext-forbidden'],
  ])('%s is %s', async (answer, expected) => {
    await startScripted('220 hi\r\n', (line) => (line.startsWith('EHLO') ? '250-hi\r\n250 AUTH PLAIN\r\n' : `${answer}\r\n`));
    expect((await failure(check('none', {}, { allowCleartext: true }))).code).toBe(expected);
  });

  it('does not wait for ever, and stops when asked', async () => {
    await startScripted('220 hi\r\n', (line) => (line.startsWith('EHLO') ? '250-hi\r\n250 AUTH PLAIN\r\n' : ''));
    expect((await failure(check('none', {}, { allowCleartext: true }))).code).toBe('mail.timeout');
    const signal = AbortSignal.timeout(100);
    await expect(check('none', { signal }, { allowCleartext: true, limits: { ...limits, loginMs: 60_000 } })).rejects.toThrow('aborted');
  });
});
