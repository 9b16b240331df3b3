import { ThreadQueue } from './thread-queue.js';

class FakeThread implements AsyncDisposable {
  stopped = 0;
  async [Symbol.asyncDispose](): Promise<void> {
    this.stopped++;
  }
}

const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
};

describe('the queue for parser threads', () => {
  it('serves in order, one caller a thread, and goes on after a failure', async () => {
    const queue = new ThreadQueue([new FakeThread()], 10);
    const log: string[] = [];
    const first = gate();
    const calls = [
      queue.use(async () => {
        await first.opened;
        log.push('a');
        throw new Error('broken');
      }),
      queue.use(async () => log.push('b')),
      queue.use(async () => log.push('c')),
    ];
    first.open();
    await Promise.allSettled(calls);
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('refuses when too many wait', async () => {
    const queue = new ThreadQueue([new FakeThread()], 1);
    const { opened, open } = gate();
    const calls = [queue.use(() => opened), queue.use(() => opened)];
    await expect(queue.use(() => opened)).rejects.toMatchObject({ code: 'mail.parser-busy', kind: 'unavailable' });
    open();
    await Promise.all(calls);
  });

  it('lets a caller leave, without losing the thread that comes free at the same moment', async () => {
    const queue = new ThreadQueue([new FakeThread()], 10);
    const { opened, open } = gate();
    const leaving = new AbortController();
    const busy = queue.use(() => opened);
    const left = queue.use(async () => 'never', leaving.signal);
    open();
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    await busy;
    expect(await queue.use(async () => 'served')).toBe('served');
  });

  it('ends those who wait and every thread when it stops', async () => {
    const threads = [new FakeThread()];
    const queue = new ThreadQueue(threads, 10);
    const { opened, open } = gate();
    const busy = queue.use(() => opened);
    const waiting = queue.use(() => opened);
    const refused = expect(waiting).rejects.toMatchObject({ code: 'mail.parser-stopped' });
    await queue[Symbol.asyncDispose]();
    await refused;
    await expect(queue.use(() => opened)).rejects.toMatchObject({ code: 'mail.parser-stopped' });
    expect(threads[0]?.stopped).toBe(1);
    open();
    await busy;
  });
});
