import { categories } from '@postbode/domain';
import { exampleProfileId } from '@postbode/domain/testing';
import { pause, positionOf, streamName } from '@postbode/kernel';
import { ReadModelDatabase } from '../database/read-model-database.js';
import { emailsProjection, profilesProjection, projections } from '../projections/index.js';
import { PositionsDifferError } from '../projections/projection.errors.js';
import { ReadModelProgress } from '../running/progress.js';
import { ProjectionRunner } from '../running/projection-runner.js';
import { ListLog } from '../testing/list-log.js';
import { exampleLog } from '../testing/mail-log.js';
import { PlainEnvelopes } from '../testing/plain-envelopes.js';
import { contentsOf, createReadModelFixture, type ReadModelFixture } from '../testing/read-model-fixture.js';
import { compareReadModels } from './compare-read-models.js';
import { advanceReadModel, rebuildReadModel, rebuildSchema } from './rebuild-read-model.js';
import { retiredSchema, swapReadModel } from './swap-read-model.js';

const envelopes = new PlainEnvelopes();
const live = 'read_model';

const deactivate = (log: ListLog): void => {
  log.add(streamName(categories.profile, exampleProfileId), { type: 'ProfileDeactivated', data: { profileId: exampleProfileId } });
};

describe('rebuilding the read model', () => {
  let fixture: ReadModelFixture;
  let log: ListLog;
  beforeEach(async () => {
    fixture = await createReadModelFixture();
    log = exampleLog();
    await advanceReadModel(fixture.database, { url: fixture.test.url, log, envelopes });
  });
  afterEach(() => fixture[Symbol.asyncDispose]());

  const rebuild = (upTo?: bigint) =>
    rebuildReadModel({ url: fixture.test.url, log, envelopes, batchSize: 9, ...(upTo === undefined ? {} : { upTo: positionOf(upTo) }) });

  it('gives the live one again, row by row', async () => {
    const { events, position } = await rebuild();
    expect(events).toBe(log.events.length);
    expect(position).toBe(await log.head());
    expect(await compareReadModels(fixture.database, live, rebuildSchema)).toEqual({
      rows: { profile: 1, mailbox: 1, mailbox_sync: 2, email: 46, skipped: 0, system_settings: 0 },
      differences: [],
    });
  });

  it.each([
    ['a changed row', `UPDATE read_model.email SET subject = 'tampered' WHERE remote_key = '1/7' RETURNING 1`, 'email'],
    ['a missing row', `DELETE FROM read_model.email WHERE remote_key = '1/7' RETURNING 1`, 'email'],
    ['a row too many', `INSERT INTO read_model.skipped VALUES (gen_random_uuid(), 'x', 'r', now(), 1) RETURNING 1`, 'skipped'],
    ['a wrong count', `UPDATE read_model.mailbox_sync SET received = received + 1 WHERE on_server > 10 RETURNING 1`, 'mailbox_sync'],
  ])('finds %s', async (_what, tampering, table) => {
    await rebuild();
    expect(await fixture.database.query(tampering)).toHaveLength(1);
    const { differences } = await compareReadModels(fixture.database, live, rebuildSchema);
    expect(differences.map((difference) => difference.table)).toEqual([table]);
  });

  it('compares only what is at the same position, and can catch up to it', async () => {
    await rebuild(20n);
    await expect(compareReadModels(fixture.database, live, rebuildSchema)).rejects.toThrow(PositionsDifferError);
    await using rebuilt = await ReadModelDatabase.open({ url: fixture.test.url, schema: rebuildSchema, poolSize: 2 });
    await advanceReadModel(rebuilt, { url: fixture.test.url, log, envelopes });
    expect((await compareReadModels(fixture.database, live, rebuildSchema)).differences).toEqual([]);
  });

  it('shows nothing of an envelope whose key was destroyed', async () => {
    const destroyed = new PlainEnvelopes();
    destroyed.destroyed.add('22222222-2222-4222-8222-000000000001');
    await rebuildReadModel({ url: fixture.test.url, log, envelopes: destroyed });
    const [row] = await fixture.database.query(
      `SELECT count(*)::int AS emails, count(subject)::int AS subjects, count("from")::int AS senders FROM ${rebuildSchema}.email WHERE mailbox_id = '22222222-2222-4222-8222-000000000001'`,
    );
    expect(row).toEqual({ emails: 41, subjects: 0, senders: 0 });
  });

  it('refuses to empty the live schema', async () => {
    await expect(rebuildReadModel({ url: fixture.test.url, log, envelopes, schema: live })).rejects.toThrow(RangeError);
    expect((await contentsOf(fixture.database))['email']).toHaveLength(46);
  });

  it('takes the place of the live one under a running runner, which goes on from the checkpoint it finds', async () => {
    const stop = new AbortController();
    const failed: unknown[] = [];
    const runners = projections.map(
      (projection) =>
        new ProjectionRunner({
          log,
          database: fixture.database,
          projection,
          context: { envelopes },
          retry: { baseMs: 5, capMs: 20 },
          observer: { failed: (_name, { error }) => failed.push(error) },
        }),
    );
    const running = Promise.all(runners.map((runner) => runner.run(stop.signal)));
    await fixture.database.query(`UPDATE read_model.profile SET name = 'tampered' RETURNING 1`);
    await rebuild(20n);
    await swapReadModel(fixture.database);
    deactivate(log);
    for (let tries = 0; tries < 50 && !(await new ReadModelProgress(fixture.database).waitForPosition(await log.head(), 100)); tries += 1)
      await pause(5);
    stop.abort();
    await running;
    const contents = await contentsOf(fixture.database);
    expect(contents['email']).toHaveLength(46);
    expect(contents['profile']).toEqual([expect.objectContaining({ name: 'Office', status: 'Inactive' })]);
    const [retired] = await fixture.database.query(`SELECT name FROM ${retiredSchema}.profile`);
    expect(retired).toEqual({ name: 'tampered' });
    await rebuild();
    expect((await compareReadModels(fixture.database, live, rebuildSchema)).differences).toEqual([]);
  });

  it('is part of the same code for every projection: names and versions are settled', () => {
    expect(projections.map(({ name, version }) => `${name} ${version}`)).toEqual(['settings 1', 'profiles 1', 'mailboxes 1', 'emails 1']);
    expect([profilesProjection, emailsProjection].every((projection) => projections.includes(projection))).toBe(true);
  });
});
