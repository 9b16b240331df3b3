import { pause } from '@postbode/kernel';
import { createReadModelFixture, type ReadModelFixture } from '../testing/read-model-fixture.js';
import { LeaderLease } from './leader-lease.js';

const timing = { leaseMs: 600, renewEveryMs: 100 };

const untilAborted = (signal: AbortSignal): Promise<void> => pause(60_000, signal);

const eventually = async (condition: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 1000 && !condition(); tries += 1) await pause(10);
  expect(condition()).toBe(true);
};

describe('LeaderLease', () => {
  let fixture: ReadModelFixture;
  beforeAll(async () => {
    fixture = await createReadModelFixture();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  const lease = (name: string): LeaderLease => new LeaderLease({ database: fixture.database, name, timing });

  it('has one leader at a time, and gives the lead to another one when that stops', async () => {
    const leading: string[] = [];
    const start = (who: string) => {
      const stop = new AbortController();
      const work = async (signal: AbortSignal): Promise<void> => {
        leading.push(who);
        await untilAborted(signal);
        leading.splice(leading.indexOf(who), 1);
      };
      return { stop, done: lease('one').lead(work, stop.signal) };
    };
    const candidates = { a: start('a'), b: start('b') };
    await eventually(() => leading.length > 0);
    const [first] = leading as ('a' | 'b')[];
    if (first === undefined) throw new Error('no leader');
    for (let tries = 0; tries < 30; tries += 1) {
      expect(leading).toEqual([first]); // longer than a lease: it is renewed
      await pause(30);
    }
    candidates[first].stop.abort();
    await candidates[first].done;
    await eventually(() => leading.length === 1 && leading[0] !== first);
    for (const { stop, done } of Object.values(candidates)) {
      stop.abort();
      await done;
    }
  });

  it('tells a leader whose lease another one has that it leads no more', async () => {
    const stop = new AbortController();
    let lost = 0;
    const work = async (signal: AbortSignal): Promise<void> => {
      await fixture.database.query(
        `UPDATE telemetry.leader_lease SET holder = 'usurper', expires_at = clock_timestamp() + interval '1 hour' WHERE name = 'two' RETURNING 1`,
      );
      await untilAborted(signal);
      lost += 1;
    };
    const done = lease('two').lead(work, stop.signal);
    await eventually(() => lost === 1);
    stop.abort();
    await done;
    const [row] = await fixture.database.query<{ holder: string }>(`SELECT holder FROM telemetry.leader_lease WHERE name = 'two'`);
    expect(row?.holder).toBe('usurper'); // not given back for somebody else
  });

  it('leads again after work that failed is the caller’s to decide: the failure is passed on and the lead given back', async () => {
    const stop = new AbortController();
    await expect(lease('three').lead(() => Promise.reject(new Error('work broke')), stop.signal)).rejects.toThrow('work broke');
    expect(await fixture.database.query(`SELECT holder FROM telemetry.leader_lease WHERE name = 'three'`)).toEqual([]);
  });
});
