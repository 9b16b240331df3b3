import { setTimeout as delay } from 'node:timers/promises';
import {
  accountKinds,
  distinctMessages,
  Installation,
  nastyMail,
  rebuildAndCompare,
  seededRandom,
  waitUntil,
  type MailAccount,
} from '../support/index.js';

const password = 'killed-Zebra{42}Geheim';
const workers = ['anna', 'bram'];
const kills = 22;
/** More than two of a worker's batches. */
const batch = { messages: 300, bytes: 40_000 };
const seed = Number(process.env['POSTBODE_TEST_SEED'] ?? Date.now() % 1_000_000);
const random = seededRandom(seed);

let site: Installation;
const accounts: MailAccount[] = [];
let seeded = 0;

const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const fill = (account: MailAccount, count: number, bytes: number): void => {
  site.dovecot.seed(account.user, distinctMessages(`${account.user}-${seeded}`, count, bytes));
  seeded += count;
};
const recorded = async (mailboxId: string): Promise<number> => {
  const { rows } = await site.database.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM event_store.event WHERE stream = 'mailboxsync-' || $1 AND type IN ('EmailReceived', 'EmailQuarantined')`,
    [mailboxId],
  );
  return rows[0]!.count;
};
/** A worker stores 4 MB at a time: some of what was added is recorded and some is not, for a moment. */
const isPartlyIn = async (mailboxId: string, before: number, added: number): Promise<boolean> => {
  const now = await recorded(mailboxId);
  return now > before && now < before + added;
};
const killOwner = async (mailboxId: string): Promise<string> => {
  const { hostId } = await site.postbode.api.mailbox(mailboxId);
  const name = workers.find((worker) => worker === hostId) ?? pick(workers);
  await site.postbode.killWorker(name);
  const worker = await site.postbode.launchWorker(name);
  if (random() < 0.7) await worker.ready();
  return name;
};
/** Adds mail and kills the worker that fetches it: at any time, or with some of it recorded. */
const killWhileSyncing = async (
  account: MailAccount,
): Promise<{ readonly name: string; readonly during: 'fetching' | 'recording' | 'nothing' }> => {
  const { mailboxId } = account;
  const before = await recorded(mailboxId);
  fill(account, batch.messages, batch.bytes);
  await site.postbode.api.syncNow(mailboxId);
  if (random() < 0.3) await delay(random() * 500);
  else await waitUntil('some of it is recorded', async () => (await recorded(mailboxId)) > before, 60_000, 3);
  await delay(random() * 40);
  const partly = await isPartlyIn(mailboxId, before, batch.messages);
  const pending = (await recorded(mailboxId)) < before + batch.messages;
  return { name: await killOwner(mailboxId), during: partly ? 'recording' : pending ? 'fetching' : 'nothing' };
};

describe(`workers killed at random moments, seed ${seed}`, () => {
  beforeAll(async () => {
    const users = accountKinds.map((_, n) => `killed${n}@example.org`);
    site = await Installation.start({ users, password, workers, pollIntervalSeconds: 5 });
    for (const [n, kind] of accountKinds.entries()) {
      const account = await site.createAccount(kind, users[n]!, await site.createProfile(kind));
      accounts.push(account);
      expect((await site.testAndEnable(account)).incoming.enabled).toBe(true);
    }
  }, 240_000);
  afterAll(() => site[Symbol.asyncDispose](), 60_000);

  it(`loses and doubles nothing over ${kills} kills in the middle of syncing`, async () => {
    for (const account of accounts) {
      const nasty = [...nastyMail(account.user).values()];
      site.dovecot.seed(account.user, nasty);
      seeded += nasty.length;
    }
    const moments: string[] = [];
    for (let attempt = 0; moments.length < kills && attempt < kills * 3; attempt++) {
      const { name, during } = await killWhileSyncing(pick(accounts));
      if (during !== 'nothing') moments.push(`${name} ${during}`);
    }
    process.stdout.write(`killed, seed ${seed}: ${moments.join(', ')}\n`);
    expect(moments).toHaveLength(kills);
    expect(moments.filter((moment) => moment.endsWith('recording')).length).toBeGreaterThanOrEqual(5);

    for (const account of accounts) {
      await site.postbode.api.syncNow(account.mailboxId);
      await site.converges(account);
    }
    const judgements = await Promise.all(accounts.map((account) => site.judge(account)));
    expect(judgements.reduce((sum, { compared }) => sum + compared, 0)).toBe(seeded);
    const counts = await Promise.all(accounts.map(({ mailboxId }) => recorded(mailboxId)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(seeded);
    process.stdout.write(`0 lost, 0 doubled, 0 different of ${seeded} messages\n`);
  }, 600_000);

  it('has a read model that the log gives again', async () => {
    const { rows, differences, rebuild } = await rebuildAndCompare(site.database, site.postbode.vaultKeyFile);
    expect(differences).toEqual([]);
    expect(rows['email']).toBe(seeded);
    process.stdout.write(`rebuilt from ${rebuild.events} events in ${Math.round(rebuild.milliseconds)} ms\n`);
  }, 120_000);
});
