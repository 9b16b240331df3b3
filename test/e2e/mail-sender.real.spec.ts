import { MailError, SmtpMailSender, type ServerAddress } from '@postbode/mail';
import { DovecotServer, loopbackPolicyDialer, PostfixServer } from '../support/index.js';

const username = 'anna@example.org';
const password = 'Zebra{42}Geheim';

describe('SmtpMailSender on Postfix', () => {
  let dovecot: DovecotServer;
  let postfix: PostfixServer;
  beforeAll(async () => {
    dovecot = await DovecotServer.start();
    postfix = await PostfixServer.start(dovecot);
    await dovecot.setPassword(username, password);
  });
  afterAll(async () => {
    await postfix[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  const addresses = (): ServerAddress[] => [
    { host: 'localhost', port: postfix.ports.submission, security: 'starttls' },
    { host: 'localhost', port: postfix.ports.submissions, security: 'tls' },
  ];
  const codeOf = async (server: ServerAddress, secret?: string): Promise<string> => {
    const login = secret === undefined ? {} : { login: { username, password: Buffer.from(secret) } };
    const sender = new SmtpMailSender(loopbackPolicyDialer(dovecot.caPem));
    return sender.check({ server, ...login, signal: new AbortController().signal }).then(
      () => 'fine',
      (error: unknown) => (error instanceof MailError ? `${error.code} ${error.data.retry}` : String(error)),
    );
  };

  it('logs in with the right password and is told of a wrong one', async () => {
    for (const server of addresses()) {
      expect(await codeOf(server, password)).toBe('fine');
      expect(await codeOf(server, 'wrong')).toBe('mail.authentication-failed never');
      expect(await codeOf(server)).toBe('fine');
    }
    expect(postfix.log).toContain('SASL PLAIN authentication failed');
    expect(postfix.log).not.toContain('status=sent');
  });

  it('does not take a certificate of an authority it does not know', async () => {
    const sender = new SmtpMailSender(loopbackPolicyDialer(''));
    for (const server of addresses()) {
      await expect(sender.check({ server, signal: new AbortController().signal })).rejects.toMatchObject({
        data: { code: 'mail.tls-failed' },
      });
    }
  });

  it('says so when the server is gone, and is fine when it is back', async () => {
    const [server] = addresses() as [ServerAddress, ServerAddress];
    await postfix.stop();
    expect(await codeOf(server, password)).toMatch(/^mail\.connection-refused (later|now)$/);
    await postfix.restart();
    expect(await codeOf(server, password)).toBe('fine');
  });
});
