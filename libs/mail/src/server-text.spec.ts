import { secretsOf, serverText } from './server-text.js';

const secret = 'Zebra{42}Gehéim';

describe('serverText', () => {
  it('keeps what a person can read', () => {
    expect(serverText(' [AUTH]\tWrong\r\npassword\0 \x1b[31m ', [secret])).toBe('[AUTH] Wrong password [31m');
    expect(serverText('x'.repeat(500), [])).toHaveLength(200);
    expect(serverText('\r\n', [])).toBeUndefined();
  });

  it.each([
    secret,
    secret.toUpperCase(),
    Buffer.from(secret).toString('latin1'),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
    encodeURIComponent(secret),
  ])('drops a text that repeats a secret as %s', (form) => expect(serverText(`bad line: LOGIN anna ${form}`, [secret])).toBeUndefined());

  it('is not misled by an empty secret', () => expect(serverText('no', [''])).toBe('no'));

  it('knows a login as SASL PLAIN sends it', () => {
    const line = `AUTHENTICATE PLAIN ${Buffer.from(`\0anna\0${secret}`).toString('base64')}`;
    expect(serverText(line, secretsOf({ username: 'anna', password: Buffer.from(secret) }))).toBeUndefined();
  });
});
