import type { BenchPostgres } from './bench-postgres.js';

export type FigureName = 'append' | 'ingest' | 'rebuild' | 'query' | 'ingest-rss';

/** What was measured, in the figure's unit. */
export interface Measurement {
  readonly value: number;
  /** What it is compared with: measured in the same run, or the aim itself where there is nothing to measure. */
  readonly baseline: number;
}

export interface Figure {
  readonly name: FigureName;
  readonly unit: 'events/s' | 'messages/s' | 'requests/s' | 'MB';
  /** What `value / baseline` should be: at least (a rate), at most (memory). */
  readonly aim: { readonly least: number } | { readonly most: number };
  measure(postgres: BenchPostgres): Promise<Measurement>;
}

const rounded = (value: number): number => (value >= 100 ? Math.round(value) : Number(value.toFixed(1)));

/** The one line of a figure on stdout. */
export const figureLine = ({ name, unit }: Figure, { value, baseline }: Measurement): string =>
  JSON.stringify({ figure: name, value: rounded(value), unit, baseline: rounded(baseline), ratio: Number((value / baseline).toFixed(3)) });

export const meetsAim = ({ aim }: Figure, { value, baseline }: Measurement): boolean =>
  'least' in aim ? value / baseline >= aim.least : value / baseline <= aim.most;

/** For whoever watches; stdout holds figures only. */
export const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
