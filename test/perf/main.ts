import { loadavg } from 'node:os';
import { appendFigure } from './append/append.figure.js';
import { ingestFigure } from './ingest/ingest.figure.js';
import { ingestMemoryFigure } from './ingest/ingest-memory.figure.js';
import { queryFigure } from './query/query.figure.js';
import { rebuildFigure } from './rebuild/rebuild.figure.js';
import { BenchPostgres } from './running/bench-postgres.js';
import { figureLine, meetsAim, progress, type Figure } from './running/figure.js';

/** `npm run bench`, or `npm run bench -- append query` for some of it. Ends with 1 when a figure could not be measured. */
const all: readonly Figure[] = [appendFigure, ingestFigure, rebuildFigure, queryFigure, ingestMemoryFigure];

const loads = (): string =>
  loadavg()
    .map((load) => load.toFixed(1))
    .join(' ');

const measure = async (figure: Figure, postgres: BenchPostgres): Promise<void> => {
  progress(`${figure.name}: load average ${loads()}`);
  try {
    const measurement = await figure.measure(postgres);
    if (!meetsAim(figure, measurement)) progress(`  misses its aim: ${JSON.stringify(figure.aim)}`);
    process.stdout.write(`${figureLine(figure, measurement)}\n`);
  } catch (error) {
    progress(`  ${figure.name} could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  }
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.some((figure) => figure.name === name));
if (unknown.length > 0) throw new Error(`No such figure: ${unknown.join(', ')}. There are ${all.map(({ name }) => name).join(', ')}.`);
await using postgres = await BenchPostgres.start();
for (const figure of all) if (wanted.length === 0 || wanted.includes(figure.name)) await measure(figure, postgres);
