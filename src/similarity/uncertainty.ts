import { mean, quantile, sampleVariance } from '../stats/index.js';
import { InputError } from '../support/errors.js';
import { seeded, type Random } from '../support/random.js';
import type { FeatureMatrix } from './feature-matrix.js';
import type { MeasureOptions, SimilarityMeasure } from './measures.js';
import { rowsOf } from './rows.js';

/** How often, and on what, a measure is taken again. */
export interface ResamplingOptions {
  /** How often the measure is taken again. */
  resamples?: number;
  seed?: number;
  /** Options of the measure. */
  options?: MeasureOptions;
}

/** What each sample belongs to, such as its scene: samples of one cluster are drawn, or exchanged, together. */
export type Clusters = readonly (string | number)[];

/**
 * Bootstrap interval of a measure over samples: `θ − q(1 − α/2)` to `θ − q(α/2)`, q being the quantiles of `θ* − mean θ*`
 * over random halves of the samples, times `√(m/(n − m))` for halves of m; cut to the measure's range.
 *
 * Halves are drawn without replacement: a sample drawn twice would be its own nearest neighbour at distance 0 and would
 * stand in the training and the test fold at once, which biases most measures. A half's spread about its mean is that of
 * the whole. Rows must be independent; where cells of one image or scene are not, `clusters` says to which each belongs,
 * and halves of the clusters are drawn, n and m counting clusters. X is [n, p], Y [n, q]. Throws InputError as the
 * measure does, also on a half, for clusters of another number or fewer than four, and unless 0 < level < 1 and
 * resamples ≥ 2.
 * Reference: Politis & Romano, Large sample confidence regions based on subsamples, Annals of Statistics 1994.
 */
export function bootstrapInterval(
  measure: SimilarityMeasure,
  x: FeatureMatrix,
  y: FeatureMatrix,
  { resamples = 200, seed = 0, level = 0.95, clusters, options }: ResamplingOptions & { level?: number; clusters?: Clusters } = {}, // prettier-ignore
): [number, number] {
  assertResamples(resamples);
  if (!(level > 0 && level < 1)) throw new InputError(`The level must be between 0 and 1; ${level} was given.`);
  const value = measure.compute(x, y, options);
  const members = clusters && membersOf(clusters, x.rows);
  if (members && members.length < 4)
    throw new InputError(`The samples are of ${members.length} clusters: an interval needs four or more.`);
  const n = members?.length ?? x.rows;
  const half = Math.floor(n / 2);
  const random = seeded('bootstrap', measure.name, seed);
  const values = Float64Array.from({ length: resamples }, () => {
    const drawn = random.permutation(n).subarray(0, half);
    const rows = members ? Int32Array.from([...drawn].flatMap((cluster) => members[cluster])) : drawn;
    try {
      return measure.compute(rowsOf(x, rows), rowsOf(y, rows), options);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(
        `The interval is taken from halves of the ${n} ${clusters ? 'clusters' : 'samples'}, and of one: ${error.message}`,
        {
          cause: error,
        },
      );
    }
  });
  const centre = mean(values);
  const scale = Math.sqrt(half / (n - half));
  const deviations = values.map((one) => (one - centre) * scale).sort();
  const [least, greatest] = measure.range;
  const inRange = (end: number): number => Math.max(least, Math.min(greatest, end));
  return [
    inRange(value - quantile(deviations, (1 + level) / 2)),
    inRange(value - quantile(deviations, (1 - level) / 2)),
  ];
}

/**
 * Permutation null: what the measure gives when the samples of the second side are in random order.
 *
 * `p = (1 + #{as alike or more})/(1 + resamples)` is the chance of so much likeness between sides that have nothing to
 * do with each other; `mean` is the value of such sides. Samples that are not independent are exchanged together, in
 * their order, with those of another of the `clusters`, which must be equally large.
 * Throws InputError as the measure does, for clusters of another number or unequal size, and unless resamples ≥ 2.
 * Reference: Phipson & Smyth, Permutation p-values should never be zero, 2010.
 */
export function permutationNull(
  measure: SimilarityMeasure,
  x: FeatureMatrix,
  y: FeatureMatrix,
  { resamples = 200, seed = 0, clusters, options }: ResamplingOptions & { clusters?: Clusters } = {},
): { p: number; mean: number; standardDeviation: number } {
  assertResamples(resamples);
  const value = measure.compute(x, y, options);
  const members = clusters && membersOf(clusters, y.rows);
  if (members?.some(({ length }) => length !== members[0].length))
    throw new InputError(
      `Clusters have ${Math.min(...members.map(({ length }) => length))} to ${Math.max(...members.map(({ length }) => length))} samples: only those of equal size can be exchanged; take as many samples of each.`,
    );
  const unnamed = { ...x, ids: undefined };
  const random = seeded('permutation', measure.name, seed);
  const values = Float64Array.from({ length: resamples }, () =>
    measure.compute(unnamed, rowsOf(y, members ? exchanged(members, random) : random.permutation(y.rows)), options),
  );
  const asAlike = values.filter((one) => (measure.kind === 'distance' ? one <= value : one >= value)).length;
  return { p: (1 + asAlike) / (1 + resamples), ...spread(values) };
}

/**
 * Bias of a measure at this size: its mean and standard deviation over pairs of independent Gaussian features X [n, p],
 * Y [n, q]. A measure without bias has that of unrelated features, 0 for a similarity.
 *
 * Features of fewer effective dimensions than columns have another bias: {@link permutationNull} keeps theirs.
 * Throws InputError as the measure does, and unless resamples ≥ 2.
 */
export function independentGaussians(
  measure: SimilarityMeasure,
  { n, p, q }: { n: number; p: number; q: number },
  { resamples = 50, seed = 0, options }: ResamplingOptions = {},
): { mean: number; standardDeviation: number } {
  assertResamples(resamples);
  const random = seeded('independent gaussians', measure.name, seed);
  const gaussian = (columns: number): FeatureMatrix => ({
    rows: n,
    columns,
    values: Float64Array.from({ length: n * columns }, () => random.normal()),
  });
  return spread(Float64Array.from({ length: resamples }, () => measure.compute(gaussian(p), gaussian(q), options)));
}

/** The rows of each cluster, in their order. */
function membersOf(clusters: Clusters, rows: number): number[][] {
  if (clusters.length !== rows)
    throw new InputError(`${clusters.length} clusters were given for ${rows} samples; give one a sample.`);
  const members = new Map<string | number, number[]>();
  clusters.forEach((cluster, row) => {
    const known = members.get(cluster);
    if (known) known.push(row);
    else members.set(cluster, [row]);
  });
  return [...members.values()];
}

/** For each row the one that takes its place, when whole clusters change places. */
function exchanged(members: readonly number[][], random: Random): Int32Array {
  const rows = new Int32Array(members.length * members[0].length);
  random.permutation(members.length).forEach((from, to) => {
    members[to].forEach((row, i) => (rows[row] = members[from][i]));
  });
  return rows;
}

function assertResamples(resamples: number): void {
  if (!Number.isInteger(resamples) || resamples < 2)
    throw new InputError(`Resamples must be a whole number of at least 2; ${resamples} was given.`);
}

function spread(values: Float64Array): { mean: number; standardDeviation: number } {
  return { mean: mean(values), standardDeviation: Math.sqrt(sampleVariance(values)) };
}
