import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import { DovecotServer } from './dovecot-server.js';
import { createAccount, createProfile, type AccountKind, type MailAccount } from './mail-account.js';
import { sha256 } from './maildir.js';
import type { MailboxStatus } from './postbode-api.js';
import { Postbode } from './postbode.js';
import { PostfixServer } from './postfix-server.js';
import { heldMessages, isClean, judge, type HeldMessage, type Judgement } from './read-model-view.js';
import { distinctMessages } from './test-messages.js';
import { waitUntil } from './wait-until.js';

export interface InstallationOptions {
  /** Known to the mail servers from the start. */
  readonly users: readonly string[];
  readonly password: string;
  /** Names of the workers to begin with. */
  readonly workers: readonly string[];
  readonly pollIntervalSeconds: number;
}

/** Real mail servers, a database, and the product on them. */
export class Installation implements AsyncDisposable {
  private constructor(
    readonly database: TestDatabase,
    readonly dovecot: DovecotServer,
    readonly postfix: PostfixServer,
    readonly postbode: Postbode,
    private readonly password: string,
  ) {}

  static async start({ users, password, workers, pollIntervalSeconds }: InstallationOptions): Promise<Installation> {
    await using opened = new AsyncDisposableStack();
    const database = opened.use(await createTestDatabase());
    const dovecot = opened.use(await DovecotServer.start());
    const postfix = opened.use(await PostfixServer.start(dovecot));
    await dovecot.setPasswords(users, password);
    const postbode = opened.use(await Postbode.start({ databaseUrl: database.url, caPem: dovecot.caPem, pollIntervalSeconds }));
    await Promise.all(workers.map((name) => postbode.startWorker(name)));
    opened.move();
    return new Installation(database, dovecot, postfix, postbode, password);
  }

  createProfile(kind: AccountKind): Promise<string> {
    return createProfile(this.postbode.api, this, kind);
  }

  /** A mailbox for a user of the mail server; not tested, not enabled. */
  createAccount(kind: AccountKind, user: string, profileId: string, password = this.password): Promise<MailAccount> {
    return createAccount(this.postbode.api, { ...kind, user, password, profileId });
  }

  status({ mailboxId }: MailAccount): Promise<MailboxStatus> {
    return this.postbode.api.mailbox(mailboxId);
  }

  /** Gives the mailbox as it is when the test is over. */
  async testAndEnable(account: MailAccount): Promise<MailboxStatus> {
    await this.postbode.api.testAndEnable(account.mailboxId);
    const completed = async (): Promise<MailboxStatus | false> => {
      const now = await this.status(account);
      return now.testState === 'Completed' && now;
    };
    return waitUntil('the test is over', completed, 60_000);
  }

  held({ mailboxId }: MailAccount): Promise<HeldMessage[]> {
    return heldMessages(this.database.pool, mailboxId);
  }

  judge(account: MailAccount): Promise<Judgement> {
    return judge(this.dovecot, this.database.pool, account);
  }

  /** Resolves when the read model is as the server. */
  async converges(account: MailAccount): Promise<void> {
    await waitUntil(`${account.user} is as on the server`, async () => isClean(await this.judge(account)), 120_000);
  }

  /** A message is delivered and appears, without being asked for, within 20 seconds. */
  async arrives(account: MailAccount, label: string): Promise<void> {
    for (const raw of distinctMessages(label, 1)) {
      await this.dovecot.deliver(account.user, raw);
      const isHere = async (): Promise<boolean> => (await this.held(account)).some((message) => message.sha256 === sha256(raw));
      await waitUntil(`${label} arrives at ${account.user}`, isHere, 20_000);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.postbode[Symbol.asyncDispose]();
    await this.postfix[Symbol.asyncDispose]();
    await this.dovecot[Symbol.asyncDispose]();
    await this.database[Symbol.asyncDispose]();
  }
}
