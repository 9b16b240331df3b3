import fc from 'fast-check';
import { entities, SkippedRow, SystemSettingsRow } from '../entities/index.js';
import { contentsOf, createReadModelFixture, type ReadModelFixture } from '../testing/read-model-fixture.js';
import { storableText } from './storable-text.js';

const mailboxId = '22222222-2222-4222-8222-222222222222';
const row = (remoteKey: string, reason: string): SkippedRow => ({
  mailboxId,
  remoteKey,
  reason,
  receivedAt: '2026-11-01T10:00:00.123Z',
  position: 9_007_199_254_740_993n,
});

describe('ReadModelSql', () => {
  let fixture: ReadModelFixture;
  beforeAll(async () => {
    fixture = await createReadModelFixture();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it.each(entities.map((entity) => [entity.options.name, entity] as const))(
    'knows the columns of %s in the order the table has them',
    async (table, entity) => {
      const rows = await fixture.database.query<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'read_model' AND table_name = $1 ORDER BY ordinal_position`,
        [table],
      );
      const known = fixture.database.dataSource.getMetadata(entity).columns.map(({ databaseName }) => databaseName);
      expect(known).toEqual(rows.map(({ name }) => name));
    },
  );

  it('writes and reads back any text, and positions beyond 2^53', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: 1, maxLength: 5 }), async (texts) => {
        const rows = texts.map((text, index) => row(String(index), text));
        await fixture.database.transaction((sql) => sql.upsert(SkippedRow, rows));
        const stored = await fixture.database.dataSource.manager.findBy(SkippedRow, { mailboxId });
        for (const [index, text] of texts.entries())
          expect(stored.find(({ remoteKey }) => remoteKey === String(index))).toEqual(row(String(index), storableText(text)));
      }),
      { numRuns: 50, examples: [[['', ',', '"', '\\', '()']], [['{}', 'NULL', ' a ', '\n', '\\"']], [['\0', '\ud800', "'"]]] },
    );
  });

  it('keeps null and the empty text apart', async () => {
    const settings: SystemSettingsRow = {
      organizationId: mailboxId,
      defaultProfileId: null,
      defaultIncomingEmailDeliveryMethod: 'None',
      defaultOutgoingEmailDeliveryMethod: 'None',
      revision: 0,
      position: 1n,
      updatedAt: '2026-11-01T10:00:00.000Z',
    };
    await fixture.database.transaction((sql) => sql.upsert(SystemSettingsRow, [settings]));
    expect(await fixture.database.dataSource.manager.findOneBy(SystemSettingsRow, { organizationId: mailboxId })).toEqual(settings);
  });

  it('rolls back what fails, and says so without the values', async () => {
    const before = await contentsOf(fixture.database);
    const failing = fixture.database.transaction(async (sql) => {
      await sql.upsert(SkippedRow, [row('new', 'r')]);
      await sql.query('SELECT 1 / $1::int, $2::text', [0, 'secret subject']);
    });
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: '22012' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error as object))).not.toContain('secret');
    expect(await contentsOf(fixture.database)).toEqual(before);
  });
});
