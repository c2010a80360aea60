import { InputError } from '../support/errors.js';
import { correlations, type Correlation } from './correlation.js';
import { assertComparable, type FeatureMatrix } from './feature-matrix.js';
import { linearKernel } from './kernels.js';
import { unitRows } from './unit-rows.js';

/** How far apart two samples are: 1 − Pearson correlation of their rows, Euclidean distance, or 1 − cosine. */
export type Dissimilarity = 'correlation' | 'euclidean' | 'cosine';

/** Options of {@link rsa}. */
export interface RsaOptions {
  dissimilarity?: Dissimilarity;
  /** How the dissimilarities of both sides are compared; Kendall's is τ-b. */
  comparison?: Correlation;
}

/**
 * Representational similarity analysis: the correlation, over all pairs of samples, of the dissimilarities in X [n, p]
 * and in Y [n, q].
 *
 * Throws InputError as `cka` does, when a sample has no dissimilarity (see {@link dissimilarities}), and when all pairs
 * are equally dissimilar.
 * Reference: Kriegeskorte, Mur & Bandettini, Representational similarity analysis, Frontiers 2008.
 */
export function rsa(
  x: FeatureMatrix,
  y: FeatureMatrix,
  { dissimilarity = 'correlation', comparison = 'spearman' }: RsaOptions = {},
): number {
  assertComparable(x, y, 4);
  const [a, b] = [x, y].map((features, side) => {
    const name = side === 0 ? 'first' : 'second';
    const pairs = dissimilarities(features, dissimilarity, name);
    if (pairs.every((value) => value === pairs[0]))
      throw new InputError(
        `All pairs of samples are equally dissimilar (${pairs[0]}) in the ${name} features: there is no order to compare. Use another dissimilarity or more columns.`,
      );
    return pairs;
  });
  return correlations[comparison](a, b);
}

/**
 * Dissimilarities of all pairs (i, j), i < j, of rows of X [n, p], row by row, [n(n − 1)/2].
 *
 * Throws InputError, which calls the features by `name`, for a row without length (cosine) or without variation over
 * its columns (correlation).
 */
export function dissimilarities(x: FeatureMatrix, kind: Dissimilarity, name = 'given'): Float64Array {
  const { rows } = x;
  const between = kind === 'euclidean' ? euclidean(x) : cosine(kind === 'cosine' ? x : centredRows(x, name), name);
  const pairs = new Float64Array((rows * (rows - 1)) / 2);
  let at = 0;
  for (let i = 0; i < rows; i++) for (let j = i + 1; j < rows; j++) pairs[at++] = between(i, j);
  return pairs;
}

function euclidean({ columns, values }: FeatureMatrix): (i: number, j: number) => number {
  return (i, j) => {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += (values[i * columns + k] - values[j * columns + k]) ** 2;
    return Math.sqrt(sum);
  };
}

function cosine(x: FeatureMatrix, name: string): (i: number, j: number) => number {
  const { rows } = x;
  const kernel = linearKernel(unitRows(x, name));
  // Multiples of 2⁻⁴⁰, so that rounding puts no order into pairs that are equal: with two columns all rows correlate by ±1.
  return (i, j) => Math.round((1 - kernel[i * rows + j]) * 2 ** 40) / 2 ** 40;
}

function centredRows({ rows, columns, values }: FeatureMatrix, name: string): FeatureMatrix {
  const centred = Float64Array.from(values);
  for (let i = 0; i < rows; i++) {
    const row = centred.subarray(i * columns, (i + 1) * columns);
    if (row.every((value) => value === row[0]))
      throw new InputError(
        `Row ${i} of the ${name} features has the same value in ${columns === 1 ? 'its only column' : `all ${columns} columns`}: its correlation with others is not defined. Leave the sample out, or use rsa-euclidean.`,
      );
    const mean = row.reduce((sum, value) => sum + value, 0) / columns;
    for (let j = 0; j < columns; j++) row[j] -= mean;
  }
  return { rows, columns, values: centred };
}
