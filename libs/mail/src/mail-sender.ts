import type { MailLogin, ServerAddress } from './mail-source.js';

export interface SenderCheckOptions {
  readonly server: ServerAddress;
  /** Absent: the server takes mail without credentials (anonymous). */
  readonly login?: MailLogin;
  readonly signal: AbortSignal;
}

/** Sends outgoing mail. Sending itself follows with outgoing messages; test and enable needs the check. */
export abstract class MailSender {
  /** Connects, secures and authenticates; sends nothing. @throws MailError */
  abstract check(options: SenderCheckOptions): Promise<void>;
}
