import { formatInterval, formatNumber } from '../plot/index.js';
import { mean, tInterval } from '../stats/index.js';
import type { Row } from './types.js';

/** A mean over seeds, for a table or a figure. */
export interface SeedEstimate {
  mean: number;
  /** Ends of the 95 % t interval over seeds, not adjusted for how many are looked at; null for a single seed. */
  low: number | null;
  high: number | null;
  seeds: number;
  /** Mean and interval as text, `0.21 [−0.10, 0.33]`. */
  estimate: string;
}

/** Fields of rows by whose values estimates are told apart. */
export type RowField = Exclude<keyof Row, 'value' | 'scenes' | 'ci95' | 'seed'>;

/**
 * Means over seeds with 95 % t intervals, one for each combination of the given fields, in the order in which they appear.
 * Rows of one seed are averaged first; values that are not finite are left out.
 *
 * These are for looking: what decides a finding is in `result.findings`, with the variance of scenes and Holm's level.
 */
export function seedEstimates<Field extends RowField>(
  rows: readonly Row[],
  by: readonly Field[],
): (Pick<Row, Field> & SeedEstimate)[] {
  return grouped(rows, by).map(({ fields, perSeed }) => ({ ...fields, ...estimateOf([...perSeed.values()]) }));
}

/**
 * The same of differences between two variations, each paired by seed: rows of `variation` minus those of `less`.
 * Seeds that only one of them has are left out.
 */
export function seedDifferences<Field extends Exclude<RowField, 'variation'>>(
  rows: readonly Row[],
  by: readonly Field[],
  { variation, less }: { variation: string; less: string },
): (Pick<Row, Field> & SeedEstimate)[] {
  const own = (name: string): Row[] => rows.filter((row) => row.variation === name);
  const others = grouped(own(less), by);
  return grouped(own(variation), by).flatMap(({ key, fields, perSeed }) => {
    const other = others.find((one) => one.key === key)?.perSeed;
    const differences = [...perSeed].flatMap(([seed, value]) => {
      const of = other?.get(seed);
      return of === undefined ? [] : [value - of];
    });
    return differences.length > 0 ? [{ ...fields, ...estimateOf(differences) }] : [];
  });
}

/** Rows that agree in the given fields. */
interface Group<Field extends RowField> {
  key: string;
  fields: Pick<Row, Field>;
  perSeed: Map<number, number>;
}

function grouped<Field extends RowField>(rows: readonly Row[], by: readonly Field[]): Group<Field>[] {
  const groups = new Map<string, { fields: Pick<Row, Field>; values: Map<number, number[]> }>();
  for (const row of rows) {
    if (!Number.isFinite(row.value)) continue;
    const key = JSON.stringify(by.map((field) => row[field] ?? null));
    const fields = Object.fromEntries(by.map((field) => [field, row[field]])) as Pick<Row, Field>;
    const { values } = groups.get(key) ?? groups.set(key, { fields, values: new Map() }).get(key)!;
    values.set(row.seed, [...(values.get(row.seed) ?? []), row.value]);
  }
  return [...groups].map(([key, { fields, values }]) => ({
    key,
    fields,
    perSeed: new Map([...values].map(([seed, of]) => [seed, mean(of)])),
  }));
}

function estimateOf(perSeed: readonly number[]): SeedEstimate {
  const centre = mean(perSeed);
  const interval = tInterval(perSeed);
  const [low, high] = interval ?? [null, null];
  const estimate = `${formatNumber(centre)} ${formatInterval(interval)}`.trim();
  return { mean: centre, low, high, seeds: perSeed.length, estimate };
}
