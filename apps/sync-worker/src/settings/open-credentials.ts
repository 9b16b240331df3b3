import { mailboxOwner, type ExistingMailbox } from '@postbode/domain';
import type { Actor } from '@postbode/kernel';
import type { MailLogin } from '@postbode/mail';
import type { Vault } from '@postbode/vault';

/** Purpose under which a mailbox's password is stored; bound into the ciphertext. */
const mailboxPassword = (mailboxId: string): { owner: string; purpose: string } => ({
  owner: mailboxOwner(mailboxId),
  purpose: 'password',
});

/** Runs `use` with the mailbox's login and wipes the password afterwards. undefined when the mailbox has none. */
export const withLogin = async <T>(
  vault: Vault,
  mailbox: ExistingMailbox,
  by: { readonly actor: Actor; readonly reason: string },
  use: (login: MailLogin | undefined) => Promise<T>,
): Promise<T> => {
  if (mailbox.credentials === null || !mailbox.settings.allowEmailConnectorToUseCredentials) return use(undefined);
  const password = await vault.openCredential(mailbox.credentials.reference, mailboxPassword(mailbox.mailboxId), by);
  try {
    return await use({ username: mailbox.credentials.username, password });
  } finally {
    password.fill(0);
  }
};
