import { randomUUID } from 'node:crypto';
import { distinctMessages } from '../../support/test-messages.js';
import { DovecotServer } from '../../support/dovecot-server.js';
import { progress } from '../running/figure.js';

export interface BenchAccount {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly caPem: string;
}

/** @throws with what to do when it is not installed */
export const startDovecot = (): Promise<DovecotServer> =>
  DovecotServer.start().catch((error: unknown) => {
    throw new Error('needs a Dovecot: as root, with the Debian packages dovecot-imapd, dovecot-pop3d and dovecot-lmtpd', { cause: error });
  });

/** A user with that many different messages in the inbox, its index already made. */
export const seedInbox = async (dovecot: DovecotServer, user: string, count: number, bytes: number): Promise<BenchAccount> => {
  const password = randomUUID();
  await dovecot.setPassword(user, password);
  progress(`  putting ${count} messages of ${bytes} bytes into a mailbox`);
  const slice = 5_000;
  for (let at = 0; at < count; at += slice)
    dovecot.seed(user, distinctMessages(`${user.split('@')[0] ?? ''}-${at}`, Math.min(slice, count - at), bytes));
  await dovecot.doveadm(['index', '-u', user, 'INBOX']);
  return { port: dovecot.ports.imaps, user, password, caPem: dovecot.caPem };
};
