import type { MailSender } from './mail-sender.js';
import type { MailSource } from './mail-source.js';

/** The pair of adapters that serves one kind of profile. The worker asks the registry, never the type. */
export interface MailConnector {
  readonly source: MailSource;
  readonly sender: MailSender;
}

/** By profile server type (`ImapSmtp`, `Pop3Smtp`, …). */
export type MailConnectors = ReadonlyMap<string, MailConnector>;
