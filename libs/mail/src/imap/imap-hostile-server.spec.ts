import { pause } from '@postbode/kernel';
import { ImapFlow } from 'imapflow';
import type { MailError } from '../mail-error.js';
import { codeOf, flood, HostileImap, hostilePassword, quickLimits, secretsIn, trickle } from '../testing/sandbox/hostile-imap.js';
import type { ScriptedImapServerOptions } from '../testing/sandbox/scripted-imap-server.js';

describe('a hostile IMAP server', () => {
  const hostile = new HostileImap();

  describe('before TLS', () => {
    it('positive control: with an honest server, STARTTLS leads to a login inside TLS', async () => {
      await hostile.start({ mode: 'starttls' });
      await hostile.open('starttls');
      expect(hostile.server.saidInClear).toEqual(['tls1 STARTTLS']);
      expect(secretsIn(hostile.server.saidInTls)).toHaveLength(1);
    });

    it.each<[string, Partial<ScriptedImapServerOptions>, string]>([
      [
        'STARTTLS refused',
        { script: ({ tag, command }) => (command === 'STARTTLS' ? `${tag} BAD unknown\r\n` : undefined) },
        'mail.starttls-unavailable',
      ],
      [
        'STARTTLS stripped',
        { script: ({ tag, command }) => (command === 'STARTTLS' ? `${tag} NO not offered\r\n` : undefined) },
        'mail.starttls-unavailable',
      ],
      [
        'plaintext injected after the answer',
        { script: ({ tag, command }) => (command === 'STARTTLS' ? `${tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n` : undefined) },
        'mail.tls-failed',
      ],
      [
        'plaintext injected a little later',
        {
          script: ({ socket, tag, command }) => {
            if (command !== 'STARTTLS') return undefined;
            socket.write(`${tag} OK go\r\n`);
            return pause(50).then(() => void socket.write('* CAPABILITY IMAP4rev1\r\n* OK injected\r\n'));
          },
        },
        'mail.tls-failed',
      ],
      ['PREAUTH', { greeting: '* PREAUTH you are root' }, 'mail.protocol-error'],
      ['BYE', { greeting: '* BYE too many connections from your address' }, 'mail.too-many-connections'],
      ['another protocol', { greeting: '220 mail ESMTP' }, 'mail.protocol-error'],
      ['an endless greeting', { greeting: (socket) => void socket.write('* OK '.padEnd(200_000, 'x')) }, 'mail.protocol-error'],
      ['a silent greeting', { greeting: () => undefined }, 'mail.timeout'],
      [
        'a greeting of one byte now and then',
        { greeting: (socket) => void trickle(socket, '* OK '.padEnd(5_000, 'x'), 20) },
        'mail.timeout',
      ],
      [
        'endless untagged answers',
        { script: ({ socket, command }) => (command === 'STARTTLS' ? flood(socket, '* OK wait\r\n') : undefined) },
        'mail.protocol-error',
      ],
    ])('%s: no credential leaves', async (_name, options, expected) => {
      await hostile.start({ mode: 'starttls', ...options });
      expect(await codeOf(hostile.open('starttls'))).toBe(expected);
      expect(secretsIn([...hostile.server.saidInClear, ...hostile.server.saidInTls])).toEqual([]);
    });

    it('negative control: bare imapflow, left to its defaults, sends the password in clear when STARTTLS is stripped', async () => {
      await hostile.start({ mode: 'starttls' });
      const auth = { user: 'anna', pass: hostilePassword };
      const bare = new ImapFlow({ host: '127.0.0.1', port: hostile.server.port, secure: false, auth, logger: false });
      await bare.connect();
      await bare.logout();
      expect(secretsIn(hostile.server.saidInClear)).toHaveLength(1);
    });

    it('refuses PREAUTH inside TLS too', async () => {
      await hostile.start({ greeting: '* PREAUTH you are root' });
      expect(await codeOf(hostile.open())).toBe('mail.protocol-error');
    });

    it('sends no password without TLS, unless the deployment says so', async () => {
      await hostile.start({ mode: 'starttls' });
      expect(await codeOf(hostile.open('none'))).toBe('mail.cleartext-forbidden');
      expect(hostile.server.saidInClear).toEqual([]);
      await hostile.open('none', { allowCleartext: true });
      expect(secretsIn(hostile.server.saidInClear)).toHaveLength(1);
    });
  });

  describe('while logging in', () => {
    it.each<[string, string]>([
      ['NO [AUTHENTICATIONFAILED] no', 'mail.authentication-failed'],
      ['NO [UNAVAILABLE] backend down', 'mail.server-unavailable'],
      ['NO [LIMIT] enough', 'mail.too-many-connections'],
      ['NO [INUSE] busy', 'mail.mailbox-in-use'],
      ['NO [CONTACTADMIN] call us', 'mail.login-disabled'],
      ['NO Too many simultaneous connections. (Failure)', 'mail.too-many-connections'],
      ['NO [ALERT] Account exceeded command or bandwidth limits.', 'mail.throttled'],
      ['NO LOGIN failed.', 'mail.authentication-failed'],
      ['BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds', 'mail.throttled'],
      ['BYE go away', 'mail.connection-lost'],
    ])('%s is %s', async (answer, expected) => {
      await hostile.start({ script: ({ tag, command }) => (command === 'LOGIN' ? `${tag} ${answer}\r\n` : undefined) });
      expect(await codeOf(hostile.open())).toBe(expected);
    });

    it('LOGINDISABLED', async () => {
      await hostile.start({
        script: ({ tag, command }) => (command === 'CAPABILITY' ? `* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n${tag} OK\r\n` : undefined),
      });
      expect(await codeOf(hostile.open())).toBe('mail.login-disabled');
      expect(secretsIn(hostile.server.saidInTls)).toEqual([]);
    });

    it('keeps a secret the server repeats to itself', async () => {
      await hostile.start({
        script: ({ tag, command, line }) => (command === 'LOGIN' ? `${tag} NO [AUTHENTICATIONFAILED] bad line: ${line}\r\n` : undefined),
      });
      const error = await hostile.open().catch((thrown: unknown) => thrown as MailError);
      expect(error).toMatchObject({ code: 'mail.authentication-failed', serverText: undefined, cause: undefined });
    });

    it('silence', async () => {
      await hostile.start({ script: ({ command }) => (command === 'LOGIN' ? Promise.resolve() : undefined) });
      expect(await codeOf(hostile.open('tls', { limits: { ...quickLimits, openMs: 500 } }))).toBe('mail.timeout');
    });
  });
});
