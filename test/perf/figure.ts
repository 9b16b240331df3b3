/** One measured figure, as printed: `ratio` is `value / baseline`, both in `unit`. */
export interface Measurement {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: number;
  readonly ratio: number;
}

/** Something the benchmark measures; it brings and removes what it needs. Progress goes to stderr only. */
export interface Figure {
  readonly name: string;
  measure(): Promise<Measurement>;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

export const measurement = (figure: string, unit: string, value: number, baseline: number): Measurement => ({
  figure,
  value: rounded(value, 1),
  unit,
  baseline: rounded(baseline, 1),
  ratio: rounded(value / baseline, 3),
});

/** A line of progress, on stderr: stdout holds nothing but measurements. */
export const progress = (text: string): void => void process.stderr.write(`${text}\n`);
