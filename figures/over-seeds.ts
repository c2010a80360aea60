import { mean, tInterval } from '../src/stats/index.js';
import type { PlottedNumber } from '../src/plot/index.js';
import type { Row, Study } from '../src/study/types.js';

/** The mean of a measurement over replications, with its 95 % t interval (null for a single seed). */
export interface SeedSummary {
  mean: number;
  interval: [number, number] | null;
  seeds: number;
  /** Items behind the value in each replication, the fewest where they differ; undefined when that is not known. */
  n?: number;
}

/** What a figure's table of numbers tells of a summary. */
export function tidy({
  mean: value,
  interval,
  seeds,
  n,
}: SeedSummary): Pick<PlottedNumber, 'value' | 'low' | 'high' | 'seeds' | 'n'> {
  return { value, low: interval?.[0] ?? null, high: interval?.[1] ?? null, seeds, n: n ?? null };
}

/** Rows that agree with every field of `wanted`. */
export function select(rows: readonly Row[], wanted: Partial<Row>): Row[] {
  const fields = Object.entries(wanted) as [keyof Row, Row[keyof Row]][];
  return rows.filter((row) => fields.every(([field, value]) => row[field] === value));
}

/** Distinct values of a field in the order in which they appear; rows without it are passed over. */
export function distinct<Field extends keyof Row>(rows: readonly Row[], field: Field): NonNullable<Row[Field]>[] {
  const values = new Set<NonNullable<Row[Field]>>();
  for (const row of rows) if (row[field] !== undefined && row[field] !== null) values.add(row[field]);
  return [...values];
}

/** Averages rows within each seed, then over the seeds; rows whose value is not finite are left out. Null of none. */
export function overSeeds(rows: readonly Row[]): SeedSummary | null {
  const bySeed = new Map<number, number[]>();
  let fewest = Infinity;
  for (const { seed, value, n } of rows) {
    if (!Number.isFinite(value)) continue;
    fewest = Math.min(fewest, n);
    const values = bySeed.get(seed) ?? [];
    values.push(value);
    bySeed.set(seed, values);
  }
  const summary = summarise([...bySeed.values()].map(mean));
  return summary && { ...summary, n: fewest };
}

/** The mean of one value per seed with its interval. Null of none. */
export function summarise(perSeed: readonly number[]): SeedSummary | null {
  if (perSeed.length === 0) return null;
  return { mean: mean(perSeed), interval: tInterval(perSeed), seeds: perSeed.length };
}

/** How often a study was replicated and what its intervals are, as a sentence for captions. */
export function intervalSentence({ result }: Study): string {
  const seeds = result.seeds.length;
  return seeds > 1 ? `Means over ${seeds} seeds with 95 % t intervals.` : 'A single seed: no interval can be given.';
}

/** The number of items behind each of some rows, as a text: one number, or the range when they differ. */
export function countOf(rows: readonly Row[]): string {
  const counts = rows.map((row) => row.n);
  if (counts.length === 0) return '0';
  const [low, high] = [Math.min(...counts), Math.max(...counts)].map((count) => count.toLocaleString('en-US'));
  return low === high ? low : `${low} to ${high}`;
}
