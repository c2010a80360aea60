import type { FeatureMatrix } from './feature-matrix.js';

/** Linear kernel `K = XXᵀ`, [rows, rows], of features [rows, columns]. */
export function linearKernel({ rows, columns, values }: FeatureMatrix): Float64Array {
  const kernel = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      for (let l = 0; l < columns; l++) dot += values[i * columns + l] * values[j * columns + l];
      kernel[i * rows + j] = kernel[j * rows + i] = dot;
    }
  return kernel;
}

/**
 * Gaussian kernel `exp(−d²/(2σ² · median d²))`, [rows, rows]: σ is in units of the median distance.
 *
 * The median is taken over all pairs, each sample with itself included, as in the authors' code.
 * Reference: Kornblith et al., Similarity of neural network representations revisited, ICML 2019.
 */
export function rbfKernel({ rows, columns, values }: FeatureMatrix, sigma: number): Float64Array {
  const squared = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < i; j++) {
      let distance = 0;
      for (let l = 0; l < columns; l++) distance += (values[i * columns + l] - values[j * columns + l]) ** 2;
      squared[i * rows + j] = squared[j * rows + i] = distance;
    }
  const scale = 2 * sigma ** 2 * median(squared);
  // More than half of the pairs alike: the limit of ever smaller distances, 1 where they are equal.
  return squared.map((distance) => (distance === 0 ? 1 : Math.exp(-distance / scale)));
}

/** Median; of an even number of values the mean of the two in the middle. */
function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
