import { progress, type Measurement } from './figure.js';

/** Work done, and how long it took. */
export interface Run {
  readonly count: number;
  readonly seconds: number;
}

export interface Alternation {
  readonly rounds: number;
  readonly baseline: () => Promise<Run>;
  readonly subject: () => Promise<Run>;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
};

export const timed = async (work: () => Promise<number>): Promise<Run> => {
  const started = performance.now();
  const count = await work();
  return { count, seconds: (performance.now() - started) / 1000 };
};

/** Baseline, subject, baseline, subject, …: a machine that gets busier in between slows down both. Medians of their rates. */
export const alternate = async ({ rounds, baseline, subject }: Alternation): Promise<Measurement> => {
  const rates: { readonly baseline: number[]; readonly subject: number[] } = { baseline: [], subject: [] };
  for (let round = 1; round <= rounds; round++)
    for (const [side, measure] of Object.entries({ baseline, subject })) {
      const { count, seconds } = await measure();
      const rate = count / seconds;
      rates[side as keyof typeof rates].push(rate);
      progress(`  round ${round} ${side}: ${Math.round(rate)}/s (${count} in ${seconds.toFixed(2)} s)`);
    }
  return { value: median(rates.subject), baseline: median(rates.baseline) };
};
