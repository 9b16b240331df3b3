import { randomUUID } from 'node:crypto';
import type { DovecotServer } from './dovecot-server.js';
import type { PostbodeApi } from './postbode-api.js';
import type { PostfixServer } from './postfix-server.js';

export interface MailServers {
  readonly dovecot: DovecotServer;
  readonly postfix: Pick<PostfixServer, 'ports'>;
}

/** How an account is reached, both ways. */
export interface AccountKind {
  readonly protocol: 'imap' | 'pop3';
  readonly tls: 'Implicit' | 'StartTls';
}

export interface MailAccount extends AccountKind {
  readonly user: string;
  readonly mailboxId: string;
}

export const accountKinds: readonly AccountKind[] = [
  { protocol: 'imap', tls: 'Implicit' },
  { protocol: 'imap', tls: 'StartTls' },
  { protocol: 'pop3', tls: 'Implicit' },
  { protocol: 'pop3', tls: 'StartTls' },
];

const incomingPort = ({ ports }: DovecotServer, { protocol, tls }: AccountKind): number => {
  if (protocol === 'imap') return tls === 'Implicit' ? ports.imaps : ports.imap;
  return tls === 'Implicit' ? ports.pop3s : ports.pop3;
};

/** An e-mail server profile for accounts of a kind on the given servers. */
export const createProfile = (api: PostbodeApi, { dovecot, postfix }: MailServers, kind: AccountKind): Promise<string> =>
  api.createProfile({
    serverType: kind.protocol === 'imap' ? 'ImapSmtp' : 'Pop3Smtp',
    name: `${kind.protocol} ${kind.tls}`,
    incomingServerLocation: 'localhost',
    incomingPortNumber: incomingPort(dovecot, kind),
    incomingUseSsl: true,
    incomingTlsMode: kind.tls,
    outgoingServerLocation: 'localhost',
    outgoingPortNumber: kind.tls === 'Implicit' ? postfix.ports.submissions : postfix.ports.submission,
    outgoingUseSsl: true,
    outgoingTlsMode: kind.tls,
    incomingCredentialRetrieval: 'UserOrQueue',
    outgoingCredentialRetrieval: 'UserOrQueue',
    consent: { noticeVersion: '1' },
  });

export interface NewAccount extends AccountKind {
  readonly user: string;
  readonly password: string;
  readonly profileId: string;
}

/** A mailbox in the product for a user the mail server has already; not tested, not enabled. */
export const createAccount = async (api: PostbodeApi, account: NewAccount): Promise<MailAccount> => {
  const { user, password, profileId, protocol, tls } = account;
  const mailboxId = await api.createMailbox({
    kind: 'User',
    regardingObjectId: randomUUID(),
    name: user,
    emailAddress: user,
    profileId,
    incomingEmailDeliveryMethod: 'ServerSideSynchronization',
    outgoingEmailDeliveryMethod: 'ServerSideSynchronization',
    allowEmailConnectorToUseCredentials: true,
  });
  await api.setCredentials(mailboxId, user, password);
  return { user, mailboxId, protocol, tls };
};
