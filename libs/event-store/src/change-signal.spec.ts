import { ChangeSignal } from './change-signal.js';

const never = new AbortController().signal;
const long = 600_000;

describe('ChangeSignal', () => {
  it('wakes everybody who waits', async () => {
    const changes = new ChangeSignal();
    const waiting = [1, 2, 3].map(() => changes.wait(changes.generation, long, never));
    changes.wake();
    expect(await Promise.all(waiting)).toHaveLength(3);
  });

  it('does not sleep through a change between looking and waiting', async () => {
    const changes = new ChangeSignal();
    const seen = changes.generation;
    changes.wake();
    await expect(changes.wait(seen, long, never)).resolves.toBeUndefined();
  });

  it('ends a wait by time or by signal', async () => {
    const changes = new ChangeSignal();
    await expect(changes.wait(0, 5, never)).resolves.toBeUndefined();
    await expect(changes.wait(0, long, AbortSignal.abort())).resolves.toBeUndefined();
    await expect(changes.wait(0, long, AbortSignal.timeout(5))).resolves.toBeUndefined();
  });
});
