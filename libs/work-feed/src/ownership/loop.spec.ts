import { closedGate } from '../testing/gate.js';
import { until } from '../testing/until.js';
import { Loop } from './loop.js';

describe('Loop', () => {
  it('steps again when woken, also when that happened during a step', async () => {
    let steps = 0;
    const gate = closedGate();
    const loop = new Loop(
      3_600_000,
      async () => {
        steps += 1;
        if (steps === 1) await gate.passed;
      },
      () => undefined,
    );
    loop.start();
    loop.wake();
    gate.open();
    await until('a second step', () => steps === 2);
    loop.wake();
    await until('a third step', () => steps === 3);
    await loop.stop();
    expect(steps).toBe(3);
  });

  it('reports a failing step and goes on soon', async () => {
    const errors: unknown[] = [];
    const failing = new Loop(
      3_600_000,
      () => Promise.reject(new Error('no')),
      (error) => errors.push(error),
    );
    failing.start();
    await until('it was tried twice', () => errors.length >= 2);
    await failing.stop();
    expect(failing.stopped).toBe(true);
  });

  it('ends only when the step in progress has', async () => {
    const gate = closedGate();
    let ended = false;
    const loop = new Loop(
      1,
      () => gate.passed,
      () => undefined,
    );
    loop.start();
    const stopped = loop.stop().then(() => {
      ended = true;
    });
    await Promise.resolve();
    expect(ended).toBe(false);
    gate.open();
    await stopped;
    expect(ended).toBe(true);
  });
});
