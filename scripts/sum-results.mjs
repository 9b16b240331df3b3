import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const read = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/**
 * Adds up jest's results (`--json`); undefined stands for a run that left none. A suite that could not run is one failure, as
 * is everything in `failures`, except where the results tell of it already.
 */
export const sumResults = (results, failures) => {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results) {
    if (result === undefined) continue;
    sum.passed += result.numPassedTests;
    sum.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    sum.skipped += result.numPendingTests + result.numTodoTests;
  }
  const told = results.filter((result) => result !== undefined && result.numFailedTests + result.numRuntimeErrorTestSuites > 0).length;
  const untold = Math.max(failures.length - told, results.filter((result) => result === undefined).length);
  sum.failed += Math.max(0, untold);
  const ran = results.every((result) => result !== undefined && result.numTotalTests > 0);
  return { ...sum, fine: sum.failed === 0 && failures.length === 0 && ran && sum.passed > 0 };
};

/** usage: sum-results.mjs RESULT.json... -- FAILED-STEP... */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const args = process.argv.slice(2);
  const cut = args.indexOf('--');
  const failures = args.slice(cut + 1);
  const { passed, failed, skipped, fine } = sumResults(args.slice(0, cut).map(read), failures);
  for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = fine ? 0 : 1;
}
