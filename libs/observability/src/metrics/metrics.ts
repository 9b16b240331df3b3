import { collectDefaultMetrics, Counter as PromCounter, Gauge as PromGauge, Histogram as PromHistogram, Registry } from 'prom-client';
import { LabelGuard, type Labels } from './label-guard.js';

export interface Counter<Name extends string> {
  /** @param by default 1; never negative */
  add(labels: Labels<Name>, by?: number): void;
}

export interface Gauge<Name extends string> {
  set(labels: Labels<Name>, value: number): void;
}

export interface Histogram<Name extends string> {
  observe(value: number, labels: Labels<Name>): void;
}

const namePattern = /^postbode_[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * The metrics of one process, in the Prometheus text format. Names are `postbode_<thing>_<unit>` (`…_total` for a counter);
 * asking for a name again gives the same metric. Label values that could be an address or an id become `other`.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly known = new Map<string, unknown>();

  /** @throws when the name is not of the form or was taken by another kind of metric */
  counter<Name extends string = never>(name: string, help: string, labelNames: readonly Name[] = []): Counter<Name> {
    return this.once(name, () => {
      const counter = new PromCounter({ name, help, labelNames, registers: [this.registry] });
      const guard = new LabelGuard<Name>();
      return { add: (labels, by = 1) => counter.inc(guard.admit(labels), by) };
    });
  }

  gauge<Name extends string = never>(name: string, help: string, labelNames: readonly Name[] = []): Gauge<Name> {
    return this.once(name, () => {
      const gauge = new PromGauge({ name, help, labelNames, registers: [this.registry] });
      const guard = new LabelGuard<Name>();
      return { set: (labels, value) => gauge.set(guard.admit(labels), value) };
    });
  }

  /** A gauge that is asked for its value when somebody reads the metrics; a rejection leaves the last value. */
  observedGauge(name: string, help: string, read: () => number | Promise<number>): void {
    this.once(name, () => {
      const gauge: PromGauge = new PromGauge({
        name,
        help,
        registers: [this.registry],
        collect: async () => {
          try {
            gauge.set(await read());
          } catch {
            // One value that cannot be read must not hide all the others.
          }
        },
      });
      return gauge;
    });
  }

  /** @param buckets upper bounds, in the metric's unit; by default 1 ms to 60 s */
  histogram<Name extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Name[] = [],
    buckets: readonly number[] = secondsBuckets,
  ): Histogram<Name> {
    return this.once(name, () => {
      const histogram = new PromHistogram({ name, help, labelNames, buckets: [...buckets], registers: [this.registry] });
      const guard = new LabelGuard<Name>();
      return { observe: (value, labels) => histogram.observe(guard.admit(labels), value) };
    });
  }

  /** CPU, memory, handles, garbage collection and event-loop delay of the process, under their usual names. */
  observeProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything, in the Prometheus text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private once<Metric>(name: string, make: () => Metric): Metric {
    if (!namePattern.test(name)) throw new Error(`${name} is not of the form postbode_<thing>_<unit>.`);
    const known = this.known.get(name) as Metric | undefined;
    if (known !== undefined) return known;
    const metric = make();
    this.known.set(name, metric);
    return metric;
  }
}
