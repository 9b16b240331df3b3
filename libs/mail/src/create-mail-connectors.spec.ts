import { createMailConnectors } from './create-mail-connectors.js';
import { DialPolicy, PolicyDialer } from './dialer/index.js';
import type { MailConnectors } from './connector.js';
import { SandboxMailServer } from './testing/sandbox/index.js';

const [anna, bob] = [
  { address: 'anna@example.org', password: 'Zebra{42}' },
  { address: 'bob@example.org', password: 'Okapi{17}' },
];
const signal = new AbortController().signal;

describe('createMailConnectors, on the sandbox mail server', () => {
  let sandbox: SandboxMailServer;
  let connectors: MailConnectors;

  beforeEach(async () => {
    sandbox = await SandboxMailServer.start({ users: [anna, bob] });
    const dialer = new PolicyDialer({
      policy: new DialPolicy({ allow: ['127.0.0.1/32:1024-65535', '::1/128:1024-65535'] }),
      extraCa: [sandbox.caPem],
    });
    connectors = createMailConnectors({ dialer });
  });
  afterEach(() => sandbox[Symbol.asyncDispose]());

  const loginOf = ({ address, password }: typeof anna) => ({ username: address, password: Buffer.from(password) });
  const openImap = (user: typeof anna) =>
    connectors.get('ImapSmtp')!.source.open({ server: { ...sandbox.imap, security: 'tls' }, login: loginOf(user), signal });

  it('knows the types of this build', () => {
    expect([...connectors.keys()]).toEqual(['ImapSmtp', 'Pop3Smtp']);
    expect(connectors.get('ImapSmtp')?.source.pushes).toBe(true);
    expect(connectors.get('Pop3Smtp')?.source.pushes).toBe(false);
  });

  it.each(['ImapSmtp', 'Pop3Smtp'])('%s reads each user their own mail', async (type) => {
    const raw = Buffer.from('Subject: hello\r\n\r\nOnly for Bob.\r\n');
    sandbox.deliver(bob.address, raw);
    const endpoint = (user: typeof anna) => (type === 'ImapSmtp' ? sandbox.imap : sandbox.pop3(user.address));
    for (const [user, expected] of [
      [anna, []],
      [bob, [raw]],
    ] as const) {
      const server = { ...endpoint(user), security: 'tls' } as const;
      await using session = await connectors.get(type)!.source.open({ server, login: loginOf(user), signal });
      const { present } = await session.list();
      const fetched: Buffer[] = [];
      for await (const message of session.fetch(present.map(({ remote }) => remote))) fetched.push(message.raw);
      expect(fetched).toEqual(expected);
    }
  });

  it('refuses a wrong password, also another user’s', async () => {
    const login = { username: anna.address, password: Buffer.from(bob.password) };
    const check = { server: { ...sandbox.smtp, security: 'tls' as const }, login, signal };
    const { source, sender } = connectors.get('ImapSmtp')!;
    await expect(source.open({ ...check, server: { ...sandbox.imap, security: 'tls' } })).rejects.toMatchObject({
      code: 'mail.authentication-failed',
    });
    await expect(sender.check(check)).rejects.toMatchObject({ code: 'mail.authentication-failed' });
    await sender.check({ ...check, login: loginOf(anna) });
  });

  it('hears of mail the moment it is delivered, by SMTP too', async () => {
    await using session = await openImap(anna);
    await session.list();
    const waiting = session.waitForNews(60_000, signal);
    setTimeout(() => sandbox.deliver(anna.address, Buffer.from('Subject: now\r\n\r\n')), 100);
    expect(await waiting).toBe('news');
    expect((await session.list()).present).toHaveLength(1);
    const again = session.waitForNews(60_000, signal);
    await sendBySmtp();
    expect(await again).toBe('news');
    expect((await session.list()).present).toHaveLength(2);
  });

  const sendBySmtp = async (): Promise<void> => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      ...sandbox.smtp,
      secure: true,
      tls: { ca: sandbox.caPem },
      auth: { user: bob.address, pass: bob.password },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    await transport.sendMail({ from: bob.address, to: [anna.address, bob.address], subject: 'by SMTP', text: 'Hello' });
    transport.close();
    expect(sandbox.uids(bob.address)).toEqual([1]);
    await expect(transport.sendMail({ from: bob.address, to: 'nobody@example.org', text: 'Hello' })).rejects.toThrow('No such user here');
  };

  it('shows a removal and a new UIDVALIDITY', async () => {
    const first = sandbox.deliver(anna.address, Buffer.from('Subject: one\r\n\r\n'));
    sandbox.deliver(anna.address, Buffer.from('Subject: two\r\n\r\n'));
    const look = async () => {
      await using session = await openImap(anna);
      return await session.list();
    };
    const before = await look();
    sandbox.remove(anna.address, first);
    const between = await look();
    expect(between.present).toEqual(before.present.slice(1));
    sandbox.resetUidValidity(anna.address);
    const after = await look();
    expect(after.epoch).not.toBe(between.epoch);
    expect(after.present).toMatchObject([{ remote: { uid: 1 } }]);
  });
});
