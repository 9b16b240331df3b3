import {
  accountKinds,
  distinctMessages,
  findSecrets,
  heldMessages,
  Installation,
  judge,
  nastyMail,
  rebuildAndCompare,
  sha256,
  waitUntil,
  type MailAccount,
} from '../support/index.js';

const password = 'Canary-Zebra{42}"Geheim';
const changed = 'Canary-Okapi{43}"Geheim';
const counts = [700, 600, 500, 400];
const users = counts.map((_, n) => `user${n}@example.org`);
const nobody = 'nobody@example.org';

let site: Installation;
const profiles: string[] = [];
/** IMAP with TLS, IMAP with STARTTLS, POP3 with TLS, POP3 with STLS. */
const accounts: MailAccount[] = [];

const beginning = (): void => {
  it('tests both legs of each mailbox for real and enables it', async () => {
    for (const [n, kind] of accountKinds.entries()) {
      profiles.push(await site.createProfile(kind));
      const account = await site.createAccount(kind, users[n]!, profiles[n]!);
      accounts.push(account);
      site.dovecot.seed(account.user, [...distinctMessages(account.user, counts[n]!), ...nastyMail(account.user).values()]);
      const { incoming, outgoing } = await site.testAndEnable(account);
      for (const leg of [incoming, outgoing]) expect(leg).toEqual({ status: 'Success', cause: null, enabled: true });
    }
  }, 120_000);

  it('brings in more than 2,000 messages over IMAP and POP3, with TLS and STARTTLS', async () => {
    for (const account of accounts) await site.converges(account);
    const judgements = await Promise.all(accounts.map((account) => site.judge(account)));
    expect(judgements.map(({ compared }) => compared)).toEqual(counts.map((count) => count + nastyMail('').size));
    expect(judgements.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThanOrEqual(2_000);
  }, 240_000);

  it('gives every message back byte for byte through the API, and lists each once', async () => {
    const { api } = site.postbode;
    for (const account of accounts) {
      const held = await site.held(account);
      expect((await api.emailIds(account.mailboxId)).toSorted()).toEqual(held.map(({ id }) => id));
      const wrong: string[] = [];
      for (const { id, sha256: hash } of held) if (sha256(await api.raw(id)) !== hash) wrong.push(id);
      expect(wrong).toEqual([]);
    }
  }, 240_000);
};

const newMail = (): void => {
  it('has new mail within seconds by IDLE', async () => {
    for (const account of accounts.filter(({ protocol }) => protocol === 'imap')) {
      expect((await site.status(account)).pushActive).toBe(true);
      await site.arrives(account, `idle-${account.user}`);
    }
  }, 60_000);

  it('looks for mail now when asked to', async () => {
    const pop3 = accounts[2]!;
    const [raw] = distinctMessages('now', 1) as [Buffer];
    await site.dovecot.deliver(pop3.user, raw);
    await site.postbode.api.syncNow(pop3.mailboxId);
    await site.converges(pop3);
    expect((await site.held(pop3)).filter((message) => message.sha256 === sha256(raw))).toHaveLength(1);
  }, 150_000);

  it('takes mail that Postfix delivered', async () => {
    const [account] = accounts as [MailAccount];
    const before = (await site.held(account)).length;
    await site.postfix.send({ user: nobody, password, to: account.user, raw: distinctMessages('by-smtp', 1)[0]! });
    await waitUntil('it arrives', async () => (await site.held(account)).length === before + 1, 20_000);
  }, 60_000);
};

const serverChanges = (): void => {
  it('knows every message again after a UIDVALIDITY reset, on IMAP and POP3', async () => {
    for (const account of [accounts[0]!, accounts[2]!]) {
      const before = (await site.held(account)).map(({ id }) => id);
      await site.dovecot.resetUidValidity(account.user);
      await site.postbode.api.syncNow(account.mailboxId);
      await site.converges(account);
      expect((await site.held(account)).map(({ id }) => id)).toEqual(before);
    }
  }, 300_000);

  it('loses nothing when messages are expunged while it syncs', async () => {
    const account = accounts[1]!;
    const before = (await site.dovecot.view(account.user)).map(({ uid }) => uid);
    site.dovecot.seed(account.user, distinctMessages('expunged', 800));
    await site.postbode.api.syncNow(account.mailboxId);
    const older = before.filter((_, n) => n % 7 === 0);
    for (let n = 0; n < 10; n++) {
      const newer = Array.from({ length: 20 }, (_, k) => before.at(-1)! + 1 + n * 40 + k * 2);
      await site.dovecot.expunge(account.user, [...older.slice(n * 8, n * 8 + 8), ...newer]);
    }
    await site.postbode.api.syncNow(account.mailboxId);
    await site.converges(account);
    const onServer = before.length + 800 - 280;
    expect((await site.judge(account)).compared).toBe(onServer);
    expect((await site.held(account)).filter((message) => !message.onServer).length).toBeGreaterThanOrEqual(80);
  }, 240_000);
};

const failures = (): void => {
  it('says which leg refused a wrong password, why and what to do, and does not enable', async () => {
    const account = await site.createAccount(accountKinds[0]!, nobody, profiles[0]!, changed);
    const { incoming, outgoing } = await site.testAndEnable(account);
    for (const leg of [incoming, outgoing]) {
      expect(leg).toMatchObject({ status: 'Failure', enabled: false, cause: { code: 'mail.authentication-failed' } });
      expect(leg.cause?.remedy).toMatch(/password/);
    }
  }, 60_000);

  it('stops at a password changed meanwhile, says so, and goes on with the new one', async () => {
    const account = accounts[0]!;
    await site.dovecot.setPassword(account.user, changed);
    await site.dovecot.disconnect(account.user);
    await waitUntil('it is disabled', async () => !(await site.status(account)).incoming.enabled, 60_000);
    expect((await site.status(account)).disabledCause?.code).toBe('mail.authentication-failed');
    await site.postbode.api.setCredentials(account.mailboxId, account.user, changed);
    expect((await site.testAndEnable(account)).incoming).toMatchObject({ status: 'Success', enabled: true });
    await site.arrives(account, 'after-the-change');
  }, 180_000);

  it('rides out a server that is gone, says so meanwhile, and goes on when it is back', async () => {
    const pushed = [accounts[0]!, accounts[1]!];
    await site.dovecot.kill();
    for (const account of pushed) await waitUntil('it is noticed', async () => (await site.status(account)).lastSyncErrorCode !== null);
    await site.dovecot.start();
    for (const account of pushed) {
      await waitUntil('it is over', async () => (await site.status(account)).lastSyncErrorCode === null, 120_000);
      await site.arrives(account, `back-${account.user}`);
      expect((await site.status(account)).incoming.enabled).toBe(true);
    }
  }, 360_000);

  it('shares the mailboxes among two workers, and one goes on alone when the other is killed', async () => {
    const { rows } = await site.database.pool.query<{ owner: string; count: number }>(
      "SELECT split_part(owner, '/', 1) AS owner, count(*)::int AS count FROM work_feed.partition GROUP BY 1 ORDER BY 1",
    );
    expect(rows).toEqual([
      { owner: 'anna', count: 32 },
      { owner: 'bram', count: 32 },
    ]);
    const hosts = async () => (await Promise.all(accounts.map((account) => site.status(account)))).map(({ hostId }) => hostId);
    expect((await hosts()).filter((host) => host !== 'anna' && host !== 'bram')).toEqual([]);
    await site.postbode.killWorker('anna');
    await waitUntil('the other one has them all', async () => {
      for (const { mailboxId } of accounts) await site.postbode.api.syncNow(mailboxId);
      return (await hosts()).every((host) => host === 'bram');
    }, 90_000); // prettier-ignore
    for (const account of accounts.slice(0, 2)) await site.arrives(account, `alone-${account.user}`);
  }, 180_000);
};

const proof = (): void => {
  it('has in the end exactly what the server has: 0 lost, 0 doubled, 0 different', async () => {
    for (const { mailboxId } of accounts) await site.postbode.api.syncNow(mailboxId);
    for (const account of accounts) await site.converges(account);
    const all = await Promise.all(accounts.map((account) => site.judge(account)));
    for (const { lost, doubled, different, repeated } of all) expect([lost, doubled, different, repeated]).toEqual([[], [], [], []]);
    process.stdout.write(`as on the server: ${all.map(({ compared }) => compared).join(' + ')} messages\n`);
  }, 300_000);

  it.each([
    ['lost', `DELETE FROM read_model.email WHERE id = $1`],
    ['different', `UPDATE read_model.email SET sha256 = repeat('0', 64) WHERE id = $1`],
    ['doubled', `UPDATE read_model.email SET uid = uid + 1000000 WHERE id = $1`],
  ] as const)('would have found a message %s', async (finding, tampering) => {
    const client = await site.database.pool.connect();
    try {
      await client.query('BEGIN');
      const victim = (await heldMessages(client, accounts[0]!.mailboxId)).find(({ onServer }) => onServer);
      await client.query(tampering, [victim!.id]);
      expect((await judge(site.dovecot, client, accounts[0]!))[finding]).toHaveLength(1);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('can tell the history of a mailbox: who, when, what, under which command', async () => {
    const history = await site.postbode.api.history(accounts[0]!.mailboxId);
    const told = history.map(({ type, command, actor }) => `${actor.kind}: ${command} -> ${type}`);
    expect(told).toEqual(
      expect.arrayContaining([
        'user: CreateMailbox -> MailboxCreated',
        'user: SetMailboxCredentials -> MailboxCredentialsSet',
        'user: TestMailbox -> MailboxTestRequested',
        'service: CompleteMailboxTest -> MailboxTestCompleted',
        'service: DisableFailedMailbox -> MailboxDisabled',
      ]),
    );
    expect(history.filter(({ at, commandId }) => at === '' || commandId === '')).toEqual([]);
  });

  it('has a read model that the log gives again, and would have found a difference', async () => {
    const { rows, differences } = await rebuildAndCompare(site.database, site.postbode.vaultKeyFile);
    expect(differences).toEqual([]);
    expect(rows).toMatchObject({ profile: 4, mailbox: 5 });
    await site.database.pool.query(
      `UPDATE read_model.email SET subject = 'tampered' WHERE id = (SELECT id FROM read_model.email ORDER BY id LIMIT 1)`,
    );
    expect((await rebuildAndCompare(site.database, site.postbode.vaultKeyFile)).differences.map(({ table }) => table)).toEqual(['email']);
  }, 180_000);

  it('has told no password to anybody: not in the database, the logs or an answer', async () => {
    const { logs, api } = site.postbode;
    const others = new Map([
      ['logs', logs],
      ['answers', api.answers.join('\n')],
    ]);
    const { found, searched } = await findSecrets(site.database.pool, others, [password, changed]);
    expect(found).toEqual([]);
    expect(searched).toEqual(
      expect.arrayContaining(['event_store.event', 'work_feed.item', 'vault.credential', 'read_model.mailbox', 'logs', 'answers']),
    );
    // The control: it is found where it is.
    const planted = new Map([['logs', `${logs}${Buffer.from(`x${changed}y`).toString('base64')}`]]);
    expect((await findSecrets(site.database.pool, planted, [changed])).found).not.toEqual([]);
  }, 120_000);
};

/** The life of four mailboxes, told in order: every case goes on where the one before ended. */
describe('mailboxes on real mail servers, through the API alone', () => {
  beforeAll(async () => {
    // The interval is longer than this suite: what an IMAP mailbox hears of by itself, it heard by IDLE.
    const workers = ['anna', 'bram'];
    site = await Installation.start({ users: [...users, nobody], password, workers, pollIntervalSeconds: 3_600 });
  }, 180_000);
  afterAll(() => site[Symbol.asyncDispose](), 60_000);

  beginning();
  newMail();
  serverChanges();
  failures();
  proof();
});
