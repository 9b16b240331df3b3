import { positionOf } from '@postbode/kernel';
import { emailsProjection } from '../projections/index.js';
import type { Projection } from '../projections/projection.js';
import { exampleLog } from '../testing/mail-log.js';
import { PlainEnvelopes } from '../testing/plain-envelopes.js';
import { createReadModelFixture, type ReadModelFixture } from '../testing/read-model-fixture.js';
import { applyBatch, PoisonEventError } from './apply-batch.js';
import { Checkpoints } from './checkpoints.js';

const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });

describe('applyBatch', () => {
  let fixture: ReadModelFixture;
  beforeAll(async () => {
    fixture = await createReadModelFixture();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  /** @returns what it threw, and in how many pieces it tried */
  const failWith = async (error: Error): Promise<{ readonly thrown: unknown; readonly tries: number }> => {
    let tries = 0;
    const failing: Projection = {
      ...emailsProjection,
      name: `failing-${error.message}`,
      apply: () => {
        tries += 1;
        return Promise.reject(error);
      },
    };
    const from = await new Checkpoints().load(fixture.database, failing);
    const target = { database: fixture.database, projection: failing, context: { envelopes: new PlainEnvelopes() } };
    const events = exampleLog(2).events.slice(0, 8);
    const thrown: unknown = await applyBatch(target, from, events, positionOf(100)).catch((reason: unknown) => reason);
    return { thrown, tries };
  };

  it.each([
    coded('40001'),
    coded('57P01'),
    coded('08006'),
    coded('53300'),
    coded('ECONNREFUSED'),
    coded('EPIPE'),
    new Error('Connection terminated unexpectedly'),
  ])('does not blame an event for trouble of the database: %s', async (error) => {
    expect(await failWith(error)).toEqual({ thrown: error, tries: 1 });
  });

  it.each([coded('22P05'), coded('57014', 'canceling statement due to statement timeout'), new Error('a bug')])(
    'halves the batch down to one event for anything else: %s',
    async (error) => {
      const { thrown, tries } = await failWith(error);
      expect(thrown).toBeInstanceOf(PoisonEventError);
      expect((thrown as PoisonEventError).cause).toBe(error);
      expect(tries).toBe(4);
    },
  );
});
