import { refusal, saysGone, type Pop3Stage } from './pop3-refusal.js';
import { parseReply } from './pop3-reply.js';

const meant = (line: string, stage: Pop3Stage = 'login', more: object = {}) =>
  refusal(parseReply(line)!, { stage, secrets: ['s3cret'], username: 'busy@example.org', ...more });

describe('refusal', () => {
  it.each([
    ['-ERR [AUTH] Authentication failed.', 'mail.authentication-failed', 'never'],
    ['-ERR invalid password', 'mail.authentication-failed', 'never'],
    ['-ERR', 'mail.authentication-failed', 'never'],
    ['-ERR [IN-USE] Do you have another POP session running?', 'mail.mailbox-in-use', 'later'],
    ['-ERR maildrop already locked', 'mail.mailbox-in-use', 'later'],
    ['-ERR unable to lock maildrop', 'mail.mailbox-in-use', 'later'],
    ['-ERR mailbox is busy', 'mail.mailbox-in-use', 'later'],
    ['-ERR [LOGIN-DELAY] minimum time between mail checks violation', 'mail.throttled', 'later'],
    ['-ERR Exceeded the login limit for a 15 minute period', 'mail.throttled', 'later'],
    ['-ERR too many failed login attempts', 'mail.throttled', 'later'],
    ['-ERR [AUTH] Maximum number of connections from user+IP exceeded', 'mail.too-many-connections', 'later'],
    ['-ERR too many simultaneous sessions', 'mail.too-many-connections', 'later'],
    ['-ERR [SYS/TEMP] Temporary system problem.', 'mail.server-unavailable', 'later'],
    ['-ERR [SYS/TEMP/DISK] full', 'mail.server-unavailable', 'later'],
    ['-ERR please try again', 'mail.server-unavailable', 'later'],
    ['-ERR [SYS/PERM] mailbox is corrupt', 'mail.server-unavailable', 'never'],
    ['-ERR [SYS/PERM] Your account is not enabled for POP access.', 'mail.login-disabled', 'never'],
    ['-ERR your account is locked', 'mail.login-disabled', 'never'],
    ['-ERR must use TLS', 'mail.cleartext-forbidden', 'never'],
    ['-ERR unknown user busy@example.org', 'mail.authentication-failed', 'never'],
  ])('at login: %s', (line, code, retry) => {
    expect(meant(line).data).toMatchObject({ code, retry });
  });

  it.each([
    ['greeting', '-ERR go away', 'mail.server-unavailable', 'server'],
    ['greeting', '-ERR [AUTH] blocked', 'mail.server-unavailable', 'server'],
    ['mailbox', '-ERR what?', 'mail.protocol-error', 'mailbox'],
    ['message', '-ERR cannot open', 'mail.message-unreadable', 'message'],
    ['message', '-ERR [SYS/TEMP] disk', 'mail.server-unavailable', 'server'],
  ] as const)('at %s: %s', (stage, line, code, scope) => {
    expect(meant(line, stage).data).toMatchObject({ code, scope });
  });

  it('passes on how long the server wants us to wait', () => {
    expect(meant('-ERR [LOGIN-DELAY] slowly', 'login', { loginDelayMs: 900_000 }).data.retryAfterMs).toBe(900_000);
    expect(meant('-ERR [LOGIN-DELAY] slowly').data).not.toHaveProperty('retryAfterMs');
  });

  it('names the message it is about', () => {
    const remote = { protocol: 'pop3', uidl: 'a', occurrence: 0 } as const;
    expect(meant('-ERR broken', 'message', { remote }).data.remote).toEqual(remote);
    expect(meant('-ERR [SYS/TEMP] broken', 'message', { remote }).data).not.toHaveProperty('remote');
  });

  it('shows the text of the server, unless it repeats a secret', () => {
    expect(meant('-ERR \x1b[31mno\x07 way').serverText).toBe('[31mno way');
    expect(meant('-ERR no password "S3CRET"').serverText).toBeUndefined();
    expect(meant(`-ERR bad ${Buffer.from('s3cret').toString('base64')}`).serverText).toBeUndefined();
    expect(meant(`-ERR ${'x'.repeat(1_000)}`).serverText).toHaveLength(200);
  });
});

describe('saysGone', () => {
  it('tells a message that is gone from one that cannot be read', () => {
    expect(['-ERR no such message', '-ERR Message 3 has been deleted'].map((line) => saysGone(parseReply(line)!))).toEqual([true, true]);
    expect(['-ERR I/O error', '-ERR [SYS/TEMP] not found'].map((line) => saysGone(parseReply(line)!))).toEqual([false, false]);
  });
});
