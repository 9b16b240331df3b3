import type { Socket } from 'node:net';
import type { Dialer } from '../dialer/dialer.js';
import { LineDialog } from '../dialer/line-dialog.js';
import type { ConnectOptions } from '../mail-source.js';
import { cleartextForbidden, greetingRefused, notImap, plaintextInjected, preauthRefused, starttlsUnavailable } from './imap.errors.js';
import type { ImapLimits } from './imap-limits.js';

const starttlsTag = 'tls1';

const checkGreeting = (greeting: string): void => {
  if (/^\* OK\b/i.test(greeting)) return;
  if (/^\* PREAUTH\b/i.test(greeting)) throw preauthRefused();
  if (/^\* BYE\b/i.test(greeting)) throw greetingRefused(greeting.slice(6), []);
  throw notImap();
};

const askForTls = async (dialog: LineDialog): Promise<void> => {
  dialog.write(`${starttlsTag} STARTTLS`);
  let answer = await dialog.line();
  // Whatever the server says untagged before TLS was said by nobody we know: ignored.
  for (let untagged = 0; answer.startsWith('* '); answer = await dialog.line()) if (++untagged > 20) throw notImap();
  if (!answer.toLowerCase().startsWith(`${starttlsTag} ok`)) throw starttlsUnavailable();
  if (dialog.unreadBytes > 0) throw plaintextInjected();
};

/**
 * Dials, reads the greeting and does STARTTLS before imapflow sees the connection, so that no capability, PREAUTH or plaintext
 * from before TLS ever reaches it (pitfalls §2.8). The socket that comes out is paused and says a greeting first.
 * @throws MailError, or the signal's reason
 */
export const openImapSocket = async (
  dialer: Dialer,
  { server, signal }: ConnectOptions,
  limits: ImapLimits,
  security: { readonly allowCleartext: boolean },
): Promise<Socket> => {
  const { host, port } = server;
  if (server.security === 'none' && !security.allowCleartext) throw cleartextForbidden();
  const socket = await dialer.connect({ host, port, protocol: 'imap', tls: server.security === 'tls', signal, timeoutMs: limits.dialMs });
  try {
    using dialog = new LineDialog(socket, { timeoutMs: limits.greetingMs, signal });
    const greeting = await dialog.line();
    checkGreeting(greeting);
    if (server.security !== 'starttls') {
      dialog.handOver(`${greeting}\r\n`);
      return socket;
    }
    await askForTls(dialog);
    dialog.handOver();
    const secured = await dialer.secure(socket, host, signal);
    secured.unshift(Buffer.from('* OK secured\r\n'));
    return secured;
  } catch (error) {
    socket.destroy();
    throw error;
  }
};
