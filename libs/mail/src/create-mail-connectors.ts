import type { MailConnector, MailConnectors } from './connector.js';
import type { Dialer } from './dialer/dialer.js';
import { ImapMailSource, type ImapLimits } from './imap/index.js';
import { Pop3MailSource, type Pop3Limits } from './pop3/index.js';
import { SmtpMailSender, type SmtpLimits } from './smtp/index.js';

export interface MailConnectorsOptions {
  readonly dialer: Dialer;
  /** The deployment's switch: passwords may go over a connection without TLS. Absent: refused. */
  readonly allowCleartext?: boolean;
  readonly limits?: { readonly imap?: Partial<ImapLimits>; readonly pop3?: Partial<Pop3Limits>; readonly smtp?: Partial<SmtpLimits> };
}

/** The adapters for every profile server type this build knows. */
export const createMailConnectors = ({ dialer, allowCleartext = false, limits = {} }: MailConnectorsOptions): MailConnectors => {
  const sender = new SmtpMailSender(dialer, { allowCleartext, limits: limits.smtp ?? {} });
  return new Map<string, MailConnector>([
    ['ImapSmtp', { source: new ImapMailSource(dialer, { allowCleartext, limits: limits.imap ?? {} }), sender }],
    ['Pop3Smtp', { source: new Pop3MailSource(dialer, { allowCleartext, limits: limits.pop3 ?? {} }), sender }],
  ]);
};
