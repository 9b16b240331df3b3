import type { Socket } from 'node:net';
import type { Dialer } from '../dialer/dialer.js';
import { MailError } from '../mail-error.js';
import { timedOut, tlsFailed } from './pop3-errors.js';

/** TLS over a socket that just agreed to STLS. @throws MailError, or the signal's reason; the socket is destroyed then */
export const upgraded = async (dialer: Dialer, plain: Socket, host: string, signal: AbortSignal, timeoutMs: number): Promise<Socket> => {
  const deadline = AbortSignal.timeout(timeoutMs);
  const ignore = (): void => undefined;
  plain.on('error', ignore);
  try {
    return await dialer.secure(plain, host, AbortSignal.any([signal, deadline]));
  } catch (error) {
    plain.destroy();
    signal.throwIfAborted();
    if (deadline.aborted) throw timedOut('the TLS handshake');
    throw error instanceof MailError ? error : tlsFailed();
  }
};
