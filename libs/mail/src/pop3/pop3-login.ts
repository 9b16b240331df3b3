import type { MailLogin } from '../mail-source.js';
import type { Pop3Client } from './pop3-client.js';
import { noPasswordLogin, unusableLogin } from './pop3-errors.js';

/** Longest command line (RFC 2449 §4). An initial response that does not fit is sent when the server asks (RFC 5034 §4). */
const maxCommandBytes = 255;

const nul = Buffer.from([0]);
const usable = (bytes: Buffer): boolean => bytes.length > 0 && ![0, 10, 13].some((byte) => bytes.includes(byte));
const base64 = (...parts: Buffer[]): Buffer => Buffer.from(Buffer.concat(parts).toString('base64'));

/** AUTH with one message from the client, sent with the command when it fits. */
const authenticate = async (client: Pop3Client, mechanism: string, response: Buffer): Promise<void> => {
  const start = Buffer.from(`AUTH ${mechanism} `);
  const fits = start.length + response.length + 2 <= maxCommandBytes;
  let reply = await client.converse(fits ? Buffer.concat([start, response]) : `AUTH ${mechanism}`);
  if (reply.status === 'continue' && !fits) reply = await client.converse(response);
  // XOAUTH2 explains a refusal in a challenge and refuses only after an empty answer to it.
  if (reply.status === 'continue') reply = await client.converse('');
  client.accept(reply, 'login');
};

/** @throws MailError `mail.authentication-failed`, `mail.mailbox-in-use`, `mail.login-disabled`, … */
export const logIn = async (client: Pop3Client, { username, password }: MailLogin): Promise<void> => {
  const user = Buffer.from(username);
  if (!usable(user) || !usable(password)) throw unusableLogin();
  const plain = base64(nul, user, nul, password);
  client.guard(username, [password.toString(), password.toString('latin1'), plain.toString()]);
  const { capabilities } = client;
  if (capabilities.get('SASL')?.includes('PLAIN') === true) {
    await authenticate(client, 'PLAIN', plain);
  } else if (capabilities.size === 0 || capabilities.has('USER')) {
    client.accept(await client.converse(Buffer.concat([Buffer.from('USER '), user])), 'login');
    client.accept(await client.converse(Buffer.concat([Buffer.from('PASS '), password])), 'login');
  } else {
    throw noPasswordLogin();
  }
};

/** OAuth 2 by the mechanism Google and Microsoft use: https://developers.google.com/gmail/imap/xoauth2-protocol */
export const logInWithToken = async (client: Pop3Client, username: string, accessToken: string): Promise<void> => {
  if (/[\0\x01\r\n]/.test(username + accessToken)) throw unusableLogin();
  const response = base64(Buffer.from(`user=${username}\x01auth=Bearer ${accessToken}\x01\x01`));
  client.guard(username, [accessToken, response.toString()]);
  await authenticate(client, 'XOAUTH2', response);
};
