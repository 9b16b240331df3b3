import { createTestDatabase, type TestDatabase } from '@postbode/testing';
import {
  accountKinds,
  createAccount,
  createProfile,
  distinctMessages,
  DovecotServer,
  findSecrets,
  heldMessages,
  isClean,
  judge,
  nastyMail,
  Postbode,
  PostfixServer,
  rebuildAndCompare,
  sha256,
  waitUntil,
  type MailAccount,
} from '../support/index.js';

const password = 'Canary-Zebra{42}"Geheim';
const changed = 'Canary-Okapi{43}"Geheim';
const counts = [700, 600, 500, 400];
const nobody = 'nobody@example.org';
const push = 20_000;

/** The product's whole life with four mailboxes, told in order on one set of servers. */
describe('mailboxes on real mail servers, through the API alone', () => {
  let database: TestDatabase;
  let dovecot: DovecotServer;
  let postfix: PostfixServer;
  let postbode: Postbode;
  const profiles: string[] = [];
  const accounts: MailAccount[] = [];
  const [imapTls, imapStartTls, popTls] = [0, 1, 2].map((n) => () => accounts[n]!) as [
    () => MailAccount,
    () => MailAccount,
    () => MailAccount,
  ];

  beforeAll(async () => {
    database = await createTestDatabase();
    dovecot = await DovecotServer.start();
    postfix = await PostfixServer.start(dovecot);
    await dovecot.setPasswords([...accountKinds.map((_, n) => `user${n}@example.org`), nobody], password);
    // The interval is longer than this suite: what an IMAP mailbox hears of by itself, it heard by IDLE.
    postbode = await Postbode.start({ databaseUrl: database.url, caPem: dovecot.caPem, pollIntervalSeconds: 3_600 });
    await Promise.all(['anna', 'bram'].map((name) => postbode.startWorker(name)));
  }, 180_000);
  afterAll(async () => {
    await postbode[Symbol.asyncDispose]();
    await postfix[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  }, 60_000);

  const status = (account: MailAccount) => postbode.api.mailbox(account.mailboxId);
  const judged = (account: MailAccount) => judge(dovecot, database.pool, account);
  const converges = (account: MailAccount, limitMs = 60_000) =>
    waitUntil(`${account.user} is as on the server`, async () => isClean(await judged(account)), limitMs);
  const testAndEnable = async (account: MailAccount) => {
    await postbode.api.testAndEnable(account.mailboxId);
    return waitUntil('the test is over', async () => {
      const now = await status(account);
      return now.testState === 'Completed' && now;
    });
  };
  const arrives = async (account: MailAccount, label: string): Promise<void> => {
    const [raw] = distinctMessages(label, 1) as [Buffer];
    await dovecot.deliver(account.user, raw);
    const hash = sha256(raw);
    const isHere = async () => (await heldMessages(database.pool, account.mailboxId)).some((message) => message.sha256 === hash);
    await waitUntil(`${label} arrives at ${account.user}`, isHere, push);
  };

  it('tests both legs of each mailbox for real and enables it', async () => {
    for (const [n, kind] of accountKinds.entries()) {
      profiles.push(await createProfile(postbode.api, { dovecot, postfix }, kind));
      const account = await createAccount(postbode.api, { ...kind, user: `user${n}@example.org`, password, profileId: profiles[n]! });
      accounts.push(account);
      dovecot.seed(account.user, [...distinctMessages(account.user, counts[n]!), ...nastyMail(account.user).values()]);
      const { incoming, outgoing } = await testAndEnable(account);
      expect({ incoming, outgoing }).toEqual({
        incoming: { status: 'Success', cause: null, enabled: true },
        outgoing: { status: 'Success', cause: null, enabled: true },
      });
    }
  }, 120_000);

  it('brings in more than 2,000 messages over IMAP and POP3, with TLS and STARTTLS', async () => {
    for (const account of accounts) await converges(account, 120_000);
    const judgements = await Promise.all(accounts.map(judged));
    expect(judgements.map(({ compared }) => compared)).toEqual(counts.map((count) => count + nastyMail('').size));
    expect(judgements.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThanOrEqual(2_000);
  }, 240_000);

  it('gives every message back byte for byte through the API, and lists each once', async () => {
    for (const account of accounts) {
      const listed = await postbode.api.emailIds(account.mailboxId);
      const held = await heldMessages(database.pool, account.mailboxId);
      expect(listed.toSorted()).toEqual(held.map(({ id }) => id));
      const wrong: string[] = [];
      for (const { id, sha256: hash } of held) if (sha256(await postbode.api.raw(id)) !== hash) wrong.push(id);
      expect(wrong).toEqual([]);
    }
  }, 240_000);

  it('has new mail within seconds by IDLE', async () => {
    expect((await status(imapTls())).pushActive).toBe(true);
    for (const account of [imapTls(), imapStartTls()]) await arrives(account, `idle-${account.user}`);
  }, 60_000);

  it('looks for mail now when asked to', async () => {
    const [raw] = distinctMessages('now', 1) as [Buffer];
    await dovecot.deliver(popTls().user, raw);
    await postbode.api.syncNow(popTls().mailboxId);
    await converges(popTls());
    expect((await heldMessages(database.pool, popTls().mailboxId)).some((message) => message.sha256 === sha256(raw))).toBe(true);
  }, 90_000);

  it('takes mail that Postfix delivered', async () => {
    const before = (await heldMessages(database.pool, imapTls().mailboxId)).length;
    await postfix.send({ user: nobody, password, to: imapTls().user, raw: distinctMessages('by-smtp', 1)[0]! });
    await waitUntil('it arrives', async () => (await heldMessages(database.pool, imapTls().mailboxId)).length === before + 1, push);
  }, 60_000);

  it('knows every message again after a UIDVALIDITY reset, on IMAP and POP3', async () => {
    for (const account of [imapTls(), popTls()]) {
      const before = (await heldMessages(database.pool, account.mailboxId)).map(({ id }) => id);
      await dovecot.resetUidValidity(account.user);
      await postbode.api.syncNow(account.mailboxId);
      await converges(account, 120_000);
      expect((await heldMessages(database.pool, account.mailboxId)).map(({ id }) => id)).toEqual(before);
    }
  }, 240_000);

  it('loses nothing when messages are expunged while it syncs', async () => {
    const account = imapStartTls();
    const before = await dovecot.view(account.user);
    dovecot.seed(account.user, distinctMessages('expunged', 800));
    await postbode.api.syncNow(account.mailboxId);
    const older = before.filter((_, n) => n % 7 === 0).map(({ uid }) => uid);
    const last = before.at(-1)!.uid;
    for (let n = 0; n < 10; n++) {
      const newer = Array.from({ length: 20 }, (_, k) => last + 1 + n * 40 + k * 2);
      await dovecot.expunge(account.user, [...older.slice(n * 10, n * 10 + 10), ...newer]);
    }
    await postbode.api.syncNow(account.mailboxId);
    await converges(account, 120_000);
    expect((await heldMessages(database.pool, account.mailboxId)).filter(({ onServer }) => !onServer).length).toBeGreaterThanOrEqual(80);
  }, 240_000);

  it('says which leg refused a wrong password, why and what to do, and does not enable', async () => {
    const kind = accountKinds[0]!;
    const account = await createAccount(postbode.api, { ...kind, user: nobody, password: changed, profileId: profiles[0]! });
    const { incoming, outgoing } = await testAndEnable(account);
    for (const leg of [incoming, outgoing]) {
      expect(leg).toMatchObject({ status: 'Failure', enabled: false, cause: { code: 'mail.authentication-failed' } });
      expect(leg.cause?.remedy).toMatch(/password/);
    }
  }, 60_000);

  it('stops at a password changed meanwhile, says so, and goes on with the new one', async () => {
    const account = imapTls();
    await dovecot.setPassword(account.user, changed);
    await dovecot.disconnect(account.user);
    const disabled = await waitUntil('it is disabled', async () => {
      const now = await status(account);
      return !now.incoming.enabled && now;
    });
    expect(disabled.disabledCause?.code).toBe('mail.authentication-failed');
    await postbode.api.setCredentials(account.mailboxId, account.user, changed);
    expect((await testAndEnable(account)).incoming).toMatchObject({ status: 'Success', enabled: true });
    await arrives(account, 'after-the-change');
  }, 120_000);

  it('rides out a server that is gone, says so meanwhile, and goes on when it is back', async () => {
    await dovecot.kill();
    await waitUntil('it is noticed', async () => (await status(imapStartTls())).lastSyncErrorCode !== null);
    await dovecot.start();
    for (const account of [imapTls(), imapStartTls()]) {
      await waitUntil('it is over', async () => (await status(account)).lastSyncErrorCode === null, 120_000);
      await arrives(account, `back-${account.user}`);
      expect((await status(account)).incoming.enabled).toBe(true);
    }
  }, 240_000);

  it('shares the mailboxes among two workers, and one goes on alone when the other is killed', async () => {
    const hosts = async () => (await Promise.all(accounts.map(status))).map(({ hostId }) => hostId);
    expect([...new Set(await hosts())].every((host) => host !== null && /anna|bram/.test(host))).toBe(true);
    const [first] = postbode.apps.filter(({ name }) => name === 'sync-worker');
    await first!.end('SIGKILL');
    await waitUntil(
      'the other one has them all',
      async () => {
        for (const { mailboxId } of accounts) await postbode.api.syncNow(mailboxId);
        return (await hosts()).every((host) => host?.includes('bram'));
      },
      90_000,
    );
    for (const account of [imapTls(), imapStartTls()]) await arrives(account, `alone-${account.user}`);
  }, 180_000);

  it('has in the end exactly what the server has: 0 lost, 0 doubled, 0 different', async () => {
    for (const { mailboxId } of accounts) await postbode.api.syncNow(mailboxId);
    for (const account of accounts) await converges(account);
    const all = await Promise.all(accounts.map(judged));
    expect(all.map(({ lost, doubled, different, repeated }) => [lost.length, doubled.length, different.length, repeated.length])).toEqual(
      accounts.map(() => [0, 0, 0, 0]),
    );
    process.stdout.write(`compared with the server: ${all.map(({ compared }) => compared).join(' + ')} messages\n`);
  }, 120_000);

  it.each([
    ['lost', `DELETE FROM read_model.email WHERE id = $1`],
    ['different', `UPDATE read_model.email SET sha256 = repeat('0', 64) WHERE id = $1`],
    ['doubled', `UPDATE read_model.email SET uid = uid + 1000000 WHERE id = $1`],
  ] as const)('would have found a message %s', async (finding, tampering) => {
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN');
      const [victim] = (await heldMessages(client, imapTls().mailboxId)).filter(({ onServer }) => onServer);
      await client.query(tampering, [victim!.id]);
      expect((await judge(dovecot, client, imapTls()))[finding]).toHaveLength(1);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('can tell the history of a mailbox: who, when, what, under which command', async () => {
    const history = await postbode.api.history(imapTls().mailboxId);
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
    for (const entry of history)
      expect(entry).toMatchObject({ at: expect.any(String) as string, commandId: expect.stringMatching(/.+/) as string });
  });

  it('has a read model that the log gives again, and would have found a difference', async () => {
    const { rows, differences } = await rebuildAndCompare(database, postbode.vaultKeyFile);
    expect(differences).toEqual([]);
    expect(rows).toMatchObject({ profile: 4, mailbox: 5 });
    await database.pool.query(
      `UPDATE read_model.email SET subject = 'tampered' WHERE id = (SELECT min(id::text)::uuid FROM read_model.email)`,
    );
    expect((await rebuildAndCompare(database, postbode.vaultKeyFile)).differences.map(({ table }) => table)).toEqual(['email']);
  }, 180_000);

  it('has told no password to anybody: not in the database, the logs or an answer', async () => {
    const others = new Map([
      ['logs', postbode.logs],
      ['answers', postbode.api.answers.join('\n')],
    ]);
    const { found, searched } = await findSecrets(database.pool, others, [password, changed]);
    expect(found).toEqual([]);
    expect(searched).toEqual(
      expect.arrayContaining(['event_store.event', 'work_feed.item', 'vault.credential', 'read_model.mailbox', 'logs', 'answers']),
    );
    // The control: it is found where it is.
    const planted = new Map([['logs', `${postbode.logs}${Buffer.from(`x${changed}y`).toString('base64')}`]]);
    expect((await findSecrets(database.pool, planted, [changed])).found).not.toEqual([]);
  }, 120_000);
});
