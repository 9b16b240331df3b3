import { positionOf, type Position } from '@postbode/kernel';
import { ShownPosition } from './shown-position.js';

class Progress {
  reads = 0;
  waits: Position[] = [];
  constructor(
    public at = positionOf(5),
    public arrives = true,
  ) {}

  async position(): Promise<Position> {
    this.reads += 1;
    return this.at;
  }

  async waitForPosition(min: Position): Promise<boolean> {
    this.waits.push(min);
    return this.arrives;
  }
}

describe('ShownPosition', () => {
  it('asks once for everybody who asks at the same time, and gives it at once afterwards', async () => {
    const progress = new Progress();
    const shown = new ShownPosition(progress, 10);
    expect(await Promise.all([1, 2, 3].map(async () => shown.atLeast(undefined)))).toEqual([5n, 5n, 5n]);
    expect(progress.reads).toBe(1);
  });

  it('asks again before long', async () => {
    const progress = new Progress();
    const shown = new ShownPosition(progress, 10);
    await shown.atLeast(undefined);
    progress.at = positionOf(6);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await shown.atLeast(undefined)).toBe(6n);
  });

  it('waits only for what is not known to be there', async () => {
    const progress = new Progress();
    const shown = new ShownPosition(progress, 10_000);
    await shown.atLeast(undefined);
    expect(await shown.atLeast(positionOf(7))).toBe(7n);
    expect(progress.waits).toEqual([7n]);
  });

  it('says when it does not come', async () => {
    const shown = new ShownPosition(new Progress(positionOf(5), false), 10);
    await expect(shown.atLeast(positionOf(7))).rejects.toMatchObject({ entry: { status: 503, code: 'query.not-caught-up' } });
  });

  it('is not stuck after a failure', async () => {
    const progress = new Progress();
    const shown = new ShownPosition(progress, 10);
    const { position } = progress;
    progress.position = async () => {
      throw new Error('gone');
    };
    await expect(shown.atLeast(undefined)).rejects.toThrow('gone');
    progress.position = position.bind(progress);
    expect(await shown.atLeast(undefined)).toBe(5n);
  });
});
