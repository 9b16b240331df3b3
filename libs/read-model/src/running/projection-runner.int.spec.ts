import { categories } from '@postbode/domain';
import { pause, positionOf, streamName, type Position, type RecordedEvent } from '@postbode/kernel';
import type { ReadModelDatabase } from '../database/read-model-database.js';
import type { ReadModelSql } from '../database/read-model-sql.js';
import { MailboxSyncRow } from '../entities/index.js';
import { emailsProjection, mailboxesProjection, profilesProjection, projections } from '../projections/index.js';
import { CheckpointMovedError, ProjectionVersionError } from '../projections/projection.errors.js';
import type { Projection } from '../projections/projection.js';
import { ListLog } from '../testing/list-log.js';
import { exampleLog } from '../testing/mail-log.js';
import { PlainEnvelopes } from '../testing/plain-envelopes.js';
import { contentsOf, createReadModelFixture, type ReadModelFixture } from '../testing/read-model-fixture.js';
import { applyOnce, PoisonEventError } from './apply-batch.js';
import { Checkpoints } from './checkpoints.js';
import type { FollowObserver } from './keep-following.js';
import { ReadModelProgress } from './progress.js';
import { ProjectionRunner, type ProjectionRunnerOptions } from './projection-runner.js';

const context = { envelopes: new PlainEnvelopes() };
const retry = { baseMs: 5, capMs: 20 };

/** Counts every event it is given and trusts whoever calls it: the guard alone keeps it right. */
const trustingCounter = (): Projection => ({
  name: 'counter',
  version: 1,
  handles: [categories.mailboxSync],
  tables: [],
  async apply(sql, events) {
    const rows = events.map(() => '22222222-2222-4222-8222-000000000099');
    await sql.query(
      `INSERT INTO ${sql.table(MailboxSyncRow)} AS row (mailbox_id, received, on_server, quarantined, skipped, relocated, revision, position)
       VALUES ($1, $2, 0, 0, 0, 0, 0, 0) ON CONFLICT (mailbox_id) DO UPDATE SET received = row.received + $2 RETURNING 1`,
      [rows[0], rows.length],
    );
  },
});

/** The negative control: looks at nothing. */
class Unguarded extends Checkpoints {
  override async guard(): Promise<void> {
    return Promise.resolve();
  }
}

const counted = async (database: ReadModelDatabase): Promise<number> => {
  const [row] = await database.query<{ received: number }>(
    `SELECT received FROM ${database.table(MailboxSyncRow)} WHERE mailbox_id = '22222222-2222-4222-8222-000000000099'`,
  );
  return row?.received ?? 0;
};

describe('ProjectionRunner', () => {
  let fixture: ReadModelFixture;
  let database: ReadModelDatabase;
  let schemas = 0;
  const failures: { projection: string; error: unknown; attempt: number }[] = [];
  const observer: FollowObserver = { failed: (projection, { error, attempt }) => failures.push({ projection, error, attempt }) };

  beforeAll(async () => {
    fixture = await createReadModelFixture();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());
  beforeEach(async () => {
    schemas += 1;
    database = await fixture.schema(`run_${schemas}`);
    failures.length = 0;
  });

  const runner = (projection: Projection, log: ListLog, options: Partial<ProjectionRunnerOptions> = {}): ProjectionRunner =>
    new ProjectionRunner({ log, database, projection, context, retry, observer, ...options });

  const runUntil = async (runners: readonly ProjectionRunner[], done: () => Promise<boolean>): Promise<void> => {
    const stop = new AbortController();
    const running = Promise.all(runners.map((one) => one.run(stop.signal)));
    for (let tries = 0; tries < 2000 && !(await done()); tries += 1) await pause(5);
    stop.abort();
    await running;
  };

  const reached = (names: readonly Projection[], position: Position) => (): Promise<boolean> =>
    new ReadModelProgress(database, names).waitForPosition(position, 0);

  it('shows everything, in batches of any size, and goes on with what is appended later', async () => {
    const log = exampleLog();
    const all = projections.map((projection) => runner(projection, log, { batchSize: 7 }));
    const first = await log.head();
    let appended = false;
    await runUntil(all, async () => {
      if (!appended && (await reached(projections, first)())) {
        log.add(streamName(categories.profile, '11111111-1111-4111-8111-111111111111'), {
          type: 'ProfileDeactivated',
          data: { profileId: '11111111-1111-4111-8111-111111111111' },
        });
        appended = true;
      }
      return appended && reached(projections, await log.head())();
    });
    expect(failures).toEqual([]);
    const contents = await contentsOf(database);
    expect(contents['email']).toHaveLength(46);
    expect(contents['profile']).toEqual([expect.objectContaining({ status: 'Inactive', revision: 1 })]);
    expect(await new ReadModelProgress(database).lag(log)).toEqual(
      projections.map(({ name }) => ({ projection: name, position: positionOf(log.events.length * 2), behind: 0n })),
    );
  });

  it('resumes after the last transaction, whatever happened to the process', async () => {
    const log = exampleLog();
    const half = log.events[20]?.position ?? positionOf(0);
    await runUntil([runner(emailsProjection, log, { batchSize: 3 })], reached([emailsProjection], half));
    await runUntil([runner(emailsProjection, log)], reached([emailsProjection], await log.head()));
    const resumed = await contentsOf(database);
    database = await fixture.schema('run_whole');
    await runUntil([runner(emailsProjection, log)], reached([emailsProjection], await log.head()));
    expect(resumed).toEqual(await contentsOf(database));
    expect(failures).toEqual([]);
  });

  it('shows what comes before an event it cannot apply, names that event, waits, and goes on once it can', async () => {
    const log = exampleLog();
    const poison = log.events[25] as RecordedEvent;
    let broken = true;
    const brittle: Projection = {
      ...emailsProjection,
      apply: async (sql: ReadModelSql, events, given) => {
        if (broken && events.some(({ id }) => id === poison.id)) throw new Error('cannot');
        await emailsProjection.apply(sql, events, given);
      },
    };
    const before = log.events[24]?.position ?? positionOf(0);
    await runUntil([runner(brittle, log)], async () => {
      if (failures.length >= 3) broken = false; // it kept trying
      return reached([brittle], await log.head())();
    });
    expect(failures.length).toBeGreaterThanOrEqual(3);
    expect(failures[0]?.error).toBeInstanceOf(PoisonEventError);
    expect((failures[0]?.error as PoisonEventError).event.id).toBe(poison.id);
    expect(failures[2]?.attempt).toBe(3);
    expect((await contentsOf(database))['email']).toHaveLength(46);
    expect(before).toBeLessThan(poison.position);
  });

  it('stands right before a poison event, with all before it shown', async () => {
    const log = exampleLog();
    const poison = log.events[25] as RecordedEvent;
    const brittle: Projection = {
      ...emailsProjection,
      apply: async (sql, events, given) => {
        if (events.some(({ id }) => id === poison.id)) throw new Error('cannot');
        await emailsProjection.apply(sql, events, given);
      },
    };
    await runUntil([runner(brittle, log)], async () => Promise.resolve(failures.length > 1));
    expect(await new ReadModelProgress(database, [brittle]).position()).toBe(log.events[24]?.position);
    expect((await new ReadModelProgress(database, [brittle]).lag(log))[0]?.behind).toBe(
      (await log.head()) - (log.events[24]?.position ?? 0n),
    );
  });

  it('opens what cannot be prepared again while applying, and so finds the e-mail to blame', async () => {
    const log = exampleLog(3);
    const broken = log.events.find(({ type }) => type === 'EmailReceived') as RecordedEvent<{ type: string; data: { envelope: string } }>;
    Object.assign(broken.data, { envelope: Buffer.from('no JSON').toString('base64') });
    await runUntil([runner(emailsProjection, log)], async () => Promise.resolve(failures.length > 0));
    expect((failures[0]?.error as PoisonEventError).event.id).toBe(broken.id);
  });

  it('refuses rows of another version of the code', async () => {
    const log = exampleLog(2);
    await runUntil([runner(profilesProjection, log)], reached([profilesProjection], await log.head()));
    const newer = { ...profilesProjection, version: 2 };
    await runUntil([runner(newer, log)], async () => Promise.resolve(failures.length > 0));
    expect(failures[0]?.error).toBeInstanceOf(ProjectionVersionError);
  });

  describe('the checkpoint guard', () => {
    it('refuses a batch applied from a position that is no longer the checkpoint, and writes nothing of it', async () => {
      const log = exampleLog(2);
      const target = { database, projection: mailboxesProjection, context };
      const from = await new Checkpoints().load(database, mailboxesProjection);
      const events = log.events.filter(({ stream }) => stream.startsWith('mailbox-'));
      await applyOnce(target, from, events, positionOf(4));
      await expect(applyOnce(target, from, events, positionOf(4))).rejects.toThrow(CheckpointMovedError);
    });

    const raced = async (options: Partial<ProjectionRunnerOptions>): Promise<{ readonly counted: number; readonly events: number }> => {
      const log = exampleLog(200);
      const events = log.events.filter(({ stream }) => stream.startsWith('mailboxsync-')).length;
      const counter = trustingCounter();
      const racers = Array.from({ length: 4 }, () => runner(counter, log, { batchSize: 5, ...options }));
      await runUntil(racers, reached([counter], await log.head()));
      return { counted: await counted(database), events };
    };

    it('lets four runners at once apply every event once', async () => {
      const { counted: applied, events } = await raced({});
      expect(applied).toBe(events);
      expect(failures.every(({ error }) => error instanceof CheckpointMovedError)).toBe(true);
    });

    it('is what does it: without the guard events are applied several times', async () => {
      const { counted: applied, events } = await raced({ checkpoints: new Unguarded() });
      expect(applied).toBeGreaterThan(events);
    });
  });

  describe('waiting for a position', () => {
    it('resolves false in time when it is not reached', async () => {
      expect(await new ReadModelProgress(database).waitForPosition(positionOf(1), 30)).toBe(false);
    });

    it('waits for the slowest projection', async () => {
      const log = exampleLog(2);
      const [first, ...rest] = projections;
      if (first === undefined) throw new Error('no projection');
      const head = await log.head();
      await runUntil(
        rest.map((projection) => runner(projection, log)),
        reached(rest, head),
      );
      expect(await new ReadModelProgress(database).waitForPosition(head, 20)).toBe(false);
      const waiting = new ReadModelProgress(database).waitForPosition(head, 30_000);
      await runUntil([runner(first, log)], reached(projections, head));
      expect(await waiting).toBe(true);
    });
  });
});
