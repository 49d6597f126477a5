/** What must hold for a series of measurements. */
export interface Limit {
  readonly of: 'median' | 'p99' | 'max';
  readonly below: number;
}

/** Measurements of one thing. */
export interface Samples {
  readonly name: string;
  readonly unit: 's' | 'ms' | 'MB' | '/s';
  readonly values: readonly number[];
  readonly limit?: Limit;
}

/** Samples as they are printed; percentiles that the number of values cannot support are left out. */
export interface Summary {
  readonly name: string;
  readonly unit: Samples['unit'];
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
  readonly max: number;
  readonly limit: Limit | undefined;
  readonly verdict: 'ok' | 'over' | undefined;
}

/** How many values make the highest one more than the percentile itself. */
const ENOUGH_FOR = { p95: 20, p99: 100 } as const;

export function summarise({ name, unit, values, limit }: Samples): Summary {
  if (values.length === 0) throw new Error(`nothing was measured: ${name}`);
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => nearestRank(sorted, share);
  // A limit is checked even where few values make the percentile the highest one.
  const checked = { median: at(0.5), p99: at(0.99), max: at(1) };
  return {
    name,
    unit,
    count: sorted.length,
    min: at(0),
    median: checked.median,
    p95: sorted.length < ENOUGH_FOR.p95 ? undefined : at(0.95),
    p99: sorted.length < ENOUGH_FOR.p99 ? undefined : checked.p99,
    max: checked.max,
    limit,
    verdict: limit && (checked[limit.of] < limit.below ? 'ok' : 'over'),
  };
}

/** The smallest value that at least this share of all values does not exceed. */
function nearestRank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
