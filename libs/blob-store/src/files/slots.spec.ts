import { setImmediate } from 'node:timers/promises';
import { Slots } from './slots.js';

describe('Slots', () => {
  it('runs so many at a time and no more, all of them in the end', async () => {
    const slots = new Slots(3);
    let [running, most, done] = [0, 0, 0];
    const work = async () => {
      most = Math.max(most, ++running);
      await setImmediate();
      running--;
      done++;
    };
    await Promise.all(Array.from({ length: 50 }, () => slots.run(work)));
    expect([most, done]).toEqual([3, 50]);
  });

  it('gives the slot back after a failure', async () => {
    const slots = new Slots(1);
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await slots.run(async () => 'yes')).toBe('yes');
  });

  it('is drained when what was asked for before is done', async () => {
    const slots = new Slots(2);
    let done = 0;
    const works = Array.from({ length: 7 }, () => slots.run(() => setImmediate().then(() => done++)));
    await slots.drained();
    expect(done).toBe(7);
    await Promise.all(works);
    expect(await slots.run(async () => 'open')).toBe('open');
  });
});
