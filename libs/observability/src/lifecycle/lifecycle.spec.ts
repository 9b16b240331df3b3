import { EventEmitter, once } from 'node:events';
import { Readiness } from '../health/readiness.js';
import { createLogger } from '../logging/logger.js';
import { Lifecycle } from './lifecycle.js';

const started = (capMs = 10_000) => {
  const lines: string[] = [];
  const exits: number[] = [];
  const exited = new EventEmitter();
  const readiness = new Readiness();
  const order: string[] = [];
  const logger = createLogger({ service: 'x', level: 'info', destination: { write: (line: string) => void lines.push(line) } });
  const exit = (code: number): void => {
    exits.push(code);
    exited.emit('exit');
  };
  const lifecycle = new Lifecycle({ readiness, logger, capMs, exit });
  const ending = (name: string, end: () => Promise<void> = () => Promise.resolve()): AsyncDisposable => ({
    async [Symbol.asyncDispose]() {
      await end();
      order.push(name);
    },
  });
  return { lifecycle, ending, order, readiness, lines, exits, exited };
};

const never = (): Promise<void> => new Promise(() => undefined);

describe('Lifecycle', () => {
  it('turns readiness off first, then ends phase by phase, last registered first', async () => {
    const { lifecycle, ending, order, readiness } = started();
    lifecycle.own('close', 'pool', ending('pool'));
    lifecycle.own('close', 'store', ending('store'));
    lifecycle.own('drain', 'runners', ending('runners'));
    lifecycle.own(
      'stop-accepting',
      'http',
      ending('http', async () => {
        order.push((await readiness.report()).status);
      }),
    );
    expect(await lifecycle.stop('test')).toBe('clean');
    expect(order).toEqual(['not-ready', 'http', 'runners', 'store', 'pool']);
  });

  it('ends once, however often it is asked', async () => {
    const { lifecycle, ending, order } = started();
    lifecycle.own('close', 'pool', ending('pool'));
    await Promise.all([lifecycle.stop('a'), lifecycle.stop('b'), lifecycle[Symbol.asyncDispose]()]);
    expect(order).toEqual(['pool']);
  });

  it('goes on after a fault, and says whose it was', async () => {
    const { lifecycle, ending, order, lines } = started();
    lifecycle.own('close', 'pool', ending('pool'));
    lifecycle.own(
      'drain',
      'runners',
      ending('runners', () => Promise.reject(new TypeError('oh'))),
    );
    expect(await lifecycle.stop('test')).toBe('clean');
    expect(order).toEqual(['pool']);
    expect(lines.join('')).toMatch(/"type":"TypeError".*"phase":"drain","name":"runners"/);
  });

  it('leaves what does not end in time, and names it', async () => {
    const { lifecycle, ending, lines } = started(20);
    lifecycle.own('close', 'pool', ending('pool'));
    lifecycle.own('drain', 'runners', ending('runners', never));
    expect(await lifecycle.stop('test')).toBe('forced');
    expect(lines.at(-1)).toMatch(/"name":\["pool","runners"\].*not stopped in time/);
  });

  it.each([
    ['SIGTERM', 0],
    ['SIGINT', 0],
  ])('on %s stops cleanly and exits with %d', async (signal, code) => {
    const { lifecycle, ending, order, exits, exited } = started();
    const source = new EventEmitter();
    lifecycle.handleSignals(source);
    lifecycle.own('close', 'pool', ending('pool'));
    const exit = once(exited, 'exit');
    source.emit(signal, signal);
    await exit;
    expect(order).toEqual(['pool']);
    expect(exits).toEqual([code]);
  });

  it('exits with 1 when not everything ended in time', async () => {
    const { lifecycle, ending, exits, exited } = started(20);
    const source = new EventEmitter();
    lifecycle.handleSignals(source);
    lifecycle.own('drain', 'runners', ending('runners', never));
    const exit = once(exited, 'exit');
    source.emit('SIGTERM', 'SIGTERM');
    await exit;
    expect(exits).toEqual([1]);
  });

  it('exits at once on a second signal', () => {
    const { lifecycle, ending, exits } = started(20);
    const source = new EventEmitter();
    lifecycle.handleSignals(source);
    lifecycle.own('drain', 'runners', ending('runners', never));
    source.emit('SIGTERM', 'SIGTERM');
    expect(exits).toEqual([]);
    source.emit('SIGTERM', 'SIGTERM');
    expect(exits).toEqual([1]);
  });

  it('exits at once on an error nobody caught, and listens no longer when disposed', () => {
    const { lifecycle, exits, lines } = started();
    const source = new EventEmitter();
    const signals = lifecycle.handleSignals(source);
    source.emit('uncaughtException', new TypeError('lost'));
    signals[Symbol.dispose]();
    expect(exits).toEqual([1]);
    expect(lines.join('')).toContain('"type":"TypeError"');
    expect(source.eventNames()).toEqual([]);
  });
});
