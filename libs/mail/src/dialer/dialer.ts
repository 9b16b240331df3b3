import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

export interface DialRequest {
  readonly host: string;
  readonly port: number;
  readonly protocol: 'imap' | 'pop3' | 'smtp' | 'https';
  /** Implicit TLS from the first byte, verified for `host`. */
  readonly tls: boolean;
  readonly signal: AbortSignal;
  /** For the whole of resolving, connecting and the TLS handshake. Milliseconds. */
  readonly timeoutMs?: number;
}

/** The one way out: every connection to a mail server or a web address goes through it. */
export abstract class Dialer {
  /**
   * Resolves the name, checks the addresses against the policy, connects to the checked address and, when asked, does the
   * TLS handshake. The signal ends only the dialling, not the socket it gave.
   * @throws MailError
   */
  abstract connect(request: DialRequest): Promise<Socket>;

  /**
   * Upgrades a plain socket after STARTTLS or STLS, verified for `host`. The caller must have discarded (better: refused)
   * any plaintext that was read beyond the server's answer, and have taken its listeners off the socket (pitfalls §2.8).
   * @throws MailError
   */
  abstract secure(socket: Socket, host: string, signal: AbortSignal): Promise<TLSSocket>;
}
