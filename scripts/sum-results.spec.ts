import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const counts = {
  numPassedTests: 3,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  numTotalTests: 5,
};

describe('sum-results', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sum-results-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  /** Last line and exit code; undefined: the run left no results. */
  const sum = async (
    results: readonly (Partial<typeof counts> | undefined)[],
    ...failures: string[]
  ): Promise<[string | undefined, number]> => {
    const paths = results.map((_, n) => join(directory, `${n}.json`));
    for (const [n, result] of results.entries()) {
      if (result === undefined) await rm(paths[n]!, { force: true });
      else await writeFile(paths[n]!, JSON.stringify({ ...counts, ...result }));
    }
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [join(import.meta.dirname, 'sum-results.mjs'), ...paths, '--', ...failures], (_error, out) =>
        resolve([out.trimEnd().split('\n').at(-1), child.exitCode ?? -1]),
      );
    });
  };

  it('adds up', async () => expect(await sum([{}, {}])).toEqual(['6 passed, 0 failed, 4 skipped', 0]));
  it('fails with a failed test', async () =>
    expect(await sum([{}, { numFailedTests: 2 }], 'tests')).toEqual(['6 passed, 2 failed, 4 skipped', 1]));
  it('counts a suite that could not run', async () =>
    expect(await sum([{}, { numRuntimeErrorTestSuites: 1 }])).toEqual(['6 passed, 1 failed, 4 skipped', 1]));
  it('counts a failed check', async () => expect(await sum([{}, {}], 'lint', 'build')).toEqual(['6 passed, 2 failed, 4 skipped', 1]));
  it('counts a check besides a failed test', async () =>
    expect(await sum([{ numFailedTests: 1 }, {}], 'tests', 'lint')).toEqual(['6 passed, 2 failed, 4 skipped', 1]));
  it('counts a run without results', async () => expect(await sum([{}, undefined], 'tests')).toEqual(['3 passed, 1 failed, 2 skipped', 1]));
  it('fails when nothing ran', async () =>
    expect(await sum([{ numPassedTests: 0, numPendingTests: 0, numTodoTests: 0, numTotalTests: 0 }, {}])).toEqual([
      '3 passed, 0 failed, 2 skipped',
      1,
    ]));
});
