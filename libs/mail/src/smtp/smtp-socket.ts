import type { Socket } from 'node:net';
import type { Dialer } from '../dialer/dialer.js';
import { LineDialog } from '../dialer/line-dialog.js';
import type { SenderCheckOptions } from '../mail-sender.js';
import { notSmtp, plaintextInjected, smtpRefusal, starttlsUnavailable } from './smtp.errors.js';
import type { SmtpLimits } from './smtp-limits.js';

interface SmtpReply {
  readonly code: number;
  readonly text: string;
}

/** RFC 5321 §4.2: `250-first`, …, `250 last`. */
const readReply = async (dialog: LineDialog): Promise<SmtpReply> => {
  for (let lines = 0; lines < 100; lines++) {
    const [, code, more, text = ''] = /^(\d{3})([ -]|$)(.*)$/.exec(await dialog.line()) ?? [];
    if (code === undefined) throw notSmtp();
    if (more !== '-') return { code: Number(code), text };
  }
  throw notSmtp();
};

const expectReply = async (dialog: LineDialog, expected: number): Promise<SmtpReply> => {
  const reply = await readReply(dialog);
  if (reply.code !== expected) throw smtpRefusal('session', reply.code, reply.text, []);
  return reply;
};

const askForTls = async (dialog: LineDialog, name: string): Promise<void> => {
  dialog.write(`EHLO ${name}`);
  await expectReply(dialog, 250);
  // Not looked up among the extensions: what is listed before TLS was said by nobody we know (pitfalls §2.8).
  dialog.write('STARTTLS');
  if ((await readReply(dialog)).code !== 220) throw starttlsUnavailable();
  if (dialog.unreadBytes > 0) throw plaintextInjected();
};

/**
 * Dials, reads the greeting and does STARTTLS before nodemailer sees the connection. The socket that comes out is paused and says
 * a greeting first.
 * @throws MailError, or the signal's reason
 */
export const openSmtpSocket = async (
  dialer: Dialer,
  { server: { host, port, security }, signal }: SenderCheckOptions,
  limits: SmtpLimits,
  name: string,
): Promise<Socket> => {
  const socket = await dialer.connect({ host, port, protocol: 'smtp', tls: security === 'tls', signal, timeoutMs: limits.dialMs });
  try {
    using dialog = new LineDialog(socket, { timeoutMs: limits.greetingMs, signal });
    const { text } = await expectReply(dialog, 220);
    if (security !== 'starttls') {
      dialog.handOver(`220 ${text}\r\n`);
      return socket;
    }
    await askForTls(dialog, name);
    dialog.handOver();
    const secured = await dialer.secure(socket, host, signal);
    secured.unshift(Buffer.from('220 secured\r\n'));
    return secured;
  } catch (error) {
    socket.destroy();
    throw error;
  }
};
