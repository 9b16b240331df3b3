import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { makeCertificates, type Certificates } from '../testing/sandbox/certificates.js';
import { DialPolicy } from './dial-policy.js';
import { PolicyDialer, type PolicyDialerOptions } from './policy-dialer.js';

const listen = async (server: Server): Promise<number> => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
};

describe('PolicyDialer', () => {
  let certificates: Certificates;
  let plain: Server, secured: Server;
  let plainPort: number, tlsPort: number;
  const accepted = new Set<Socket>();
  const never = new AbortController().signal;

  beforeAll(async () => {
    certificates = await makeCertificates();
    plain = createServer((socket) => accepted.add(socket));
    secured = createTlsServer({ key: certificates.key, cert: certificates.cert }, (socket) => accepted.add(socket));
    secured.on('tlsClientError', () => undefined);
    [plainPort, tlsPort] = [await listen(plain), await listen(secured)];
  });
  afterEach(() => {
    accepted.forEach((socket) => socket.destroy());
    accepted.clear();
  });
  afterAll(() => {
    plain.close();
    secured.close();
  });

  const dialer = (options: Partial<PolicyDialerOptions> = {}) =>
    new PolicyDialer({ policy: new DialPolicy({ allow: ['127.0.0.1/32:1024-65535'] }), resolve: async () => ['127.0.0.1'], ...options });
  const request = (host: string, port: number, tls: 'tls' | 'plain' = 'plain') =>
    ({ host, port, tls: tls === 'tls', protocol: 'imap', signal: never, timeoutMs: 5_000 }) as const;
  const codeOf = (work: Promise<Socket>): Promise<unknown> =>
    work.then(
      (socket) => void socket.destroy(),
      (error: unknown) => (error as { code?: string }).code,
    );

  it('connects to the checked address', async () => {
    const socket = await dialer().connect(request('mail.example.org', plainPort));
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  it.each(['127.0.0.1', '127.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]'])(
    'refuses the spelling %s of this machine without connecting',
    async (host) => {
      const strict = dialer({ policy: new DialPolicy({ extraPorts: { imap: [plainPort] } }) });
      expect(await codeOf(strict.connect(request(host, plainPort)))).toBe('mail.address-forbidden');
      expect(accepted.size).toBe(0);
    },
  );

  it('negative control: without the policy such a spelling reaches this machine', async () => {
    const socket = connect({ host: '127.1', port: plainPort });
    await once(socket, 'connect');
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  it('resolves once: a name that changes its mind after the check leads nowhere else', async () => {
    let asked = 0;
    const resolve = async () => (asked++ === 0 ? ['203.0.113.1', '127.0.0.1'] : ['127.0.0.1']);
    const strict = dialer({ resolve, policy: new DialPolicy({ extraPorts: { imap: [plainPort] } }) });
    expect(await codeOf(strict.connect(request('rebinding.example.org', plainPort)))).toBe('mail.address-forbidden');
    expect(asked).toBe(1);
    expect(accepted.size).toBe(0);
  });

  it('does not even resolve for a forbidden port', async () => {
    let asked = 0;
    const strict = dialer({ policy: new DialPolicy(), resolve: async () => [`127.0.0.${++asked}`] });
    expect(await codeOf(strict.connect(request('mail.example.org', 6379)))).toBe('mail.port-forbidden');
    expect(asked).toBe(0);
  });

  it('says that a name does not resolve', async () => {
    const unresolved = dialer({ resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) });
    expect(await codeOf(unresolved.connect(request('nowhere.example.org', plainPort)))).toBe('mail.host-not-found');
    expect(await codeOf(dialer({ resolve: async () => [] }).connect(request('empty.example.org', plainPort)))).toBe('mail.host-not-found');
  });

  it('says that nobody listens', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await codeOf(dialer().connect(request('mail.example.org', port)))).toBe('mail.connection-refused');
  });

  it('tries the next address when one does not answer', async () => {
    const policy = new DialPolicy({ allow: ['127.0.0.0/8:1024-65535'] });
    const socket = await dialer({ policy, resolve: async () => ['127.0.0.2', '127.0.0.1'] }).connect(request('two.example.org', plainPort));
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  it('speaks TLS with a name it verified', async () => {
    const trusting = dialer({ extraCa: [certificates.caPem] });
    const socket = await trusting.connect(request('localhost', tlsPort, 'tls'));
    expect(socket).toMatchObject({ encrypted: true, authorized: true });
    socket.destroy();
    expect(await codeOf(trusting.connect(request('other.example.org', tlsPort, 'tls')))).toBe('mail.tls-failed');
  });

  it('refuses a certificate of an unknown authority', async () => {
    expect(await codeOf(dialer().connect(request('localhost', tlsPort, 'tls')))).toBe('mail.tls-failed');
  });

  it('upgrades a plain socket', async () => {
    const trusting = dialer({ extraCa: [certificates.caPem] });
    const secure = async (host: string) => trusting.secure(await trusting.connect(request('localhost', tlsPort)), host, never);
    const socket = await secure('localhost');
    expect(socket.authorized).toBe(true);
    socket.destroy();
    expect(await codeOf(secure('other.example.org'))).toBe('mail.tls-failed');
  });

  it('gives up after the time asked for, and when aborted', async () => {
    const slow = dialer({ extraCa: [certificates.caPem] });
    expect(await codeOf(slow.connect({ ...request('localhost', plainPort, 'tls'), timeoutMs: 200 }))).toBe('mail.timeout');
    const unanswered = dialer({ resolve: () => new Promise(() => undefined) });
    expect(await codeOf(unanswered.connect({ ...request('localhost', plainPort), timeoutMs: 100 }))).toBe('mail.timeout');
    const signal = AbortSignal.timeout(100);
    await expect(unanswered.connect({ ...request('localhost', plainPort), signal })).rejects.toThrow();
    await expect(slow.connect({ ...request('localhost', plainPort, 'tls'), signal: AbortSignal.abort() })).rejects.toThrow();
  });

  it('never repeats what the other side said', async () => {
    plain.once('connection', (socket: Socket) => socket.end('SECRET-BANNER\r\n'));
    const error: unknown = await dialer()
      .connect(request('localhost', plainPort, 'tls'))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'mail.tls-failed' });
    expect((error as Error).message).not.toContain('BANNER');
  });
});
