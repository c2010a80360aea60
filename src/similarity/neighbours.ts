import { InputError } from '../support/errors.js';
import { assertComparable, type FeatureMatrix } from './feature-matrix.js';
import { linearKernel } from './kernels.js';
import { unitRows } from './unit-rows.js';

/** Options of {@link mutualNeighbours}. */
export interface NeighbourOptions {
  /** Nearest neighbours k of each sample, itself not among them. */
  neighbours?: number;
}

/**
 * Mutual k-nearest neighbours: the mean share of a sample's k nearest on one side that are among its k nearest on the
 * other, by cosine; of equally near samples the earlier one counts.
 *
 * Features X [n, p], Y [n, q]. Unrelated features have k/(n − 1) on average. Throws InputError as `cka` does, for a row
 * that is all zero, and unless 1 ≤ k < n.
 * Reference: Huh et al., The platonic representation hypothesis, ICML 2024 (whose code clips features first and takes
 * the highest pair of layers; neither is done here).
 */
export function mutualNeighbours(
  x: FeatureMatrix,
  y: FeatureMatrix,
  { neighbours = 10 }: NeighbourOptions = {},
): number {
  const [a, b] = cosineKernels(x, y, neighbours, 1);
  const nearA = nearest(a, x.rows, neighbours);
  const nearB = nearest(b, x.rows, neighbours);
  let shared = 0;
  for (let i = 0; i < nearA.length; i++) shared += nearA[i] * nearB[i];
  return shared / (x.rows * neighbours);
}

/**
 * Centred kernel nearest-neighbour alignment: debiased kernel alignment of cosine kernels in which only the pairs count
 * that are k-nearest neighbours on both sides, `s(K, L)/√(s(K, K) s(L, L))`.
 *
 * With M the mask of those pairs, `s(K, L) = HSIC₁(M∘K, M∘L)`, whose trace and sums are those of matrices that are not
 * symmetric: exchanging the sides changes the value a little, and nothing bounds it by 1. The published code is
 * followed, save that it adds 10⁻⁶ to the denominator. Throws InputError as {@link mutualNeighbours} does, for k < 2,
 * and when the features' alignment with themselves is not positive.
 * Reference: Huh et al., The platonic representation hypothesis, ICML 2024, and its code.
 */
export function cknna(x: FeatureMatrix, y: FeatureMatrix, { neighbours = 10 }: NeighbourOptions = {}): number {
  const [k, l] = cosineKernels(x, y, neighbours, 2);
  const n = x.rows;
  const nearK = nearest(k, n, neighbours);
  const nearL = nearest(l, n, neighbours);
  const both = nearK.map((near, i) => near * nearL[i]);
  const ofX = maskedHsic(k, k, nearK, n);
  const ofY = maskedHsic(l, l, nearL, n);
  if (!(ofX > 0) || !(ofY > 0))
    throw new InputError(
      `The ${ofX > 0 ? 'second' : 'first'} features align with themselves by ${ofX > 0 ? ofY : ofX} over their ${neighbours} nearest neighbours, which must be positive. Use more samples or other neighbours.`,
    );
  return maskedHsic(k, l, both, n) / Math.sqrt(ofX) / Math.sqrt(ofY);
}

function cosineKernels(
  x: FeatureMatrix,
  y: FeatureMatrix,
  neighbours: number,
  fewest: number,
): [Float64Array, Float64Array] {
  assertComparable(x, y, 4);
  if (!Number.isInteger(neighbours) || neighbours < fewest || neighbours >= x.rows)
    throw new InputError(
      `Neighbours must be a whole number from ${fewest} to ${x.rows - 1}, as ${x.rows} samples are given; ${neighbours} was asked for.`,
    );
  return [linearKernel(unitRows(x, 'first')), linearKernel(unitRows(y, 'second'))];
}

/** 1 at [i, j] where sample j is among the nearest of i, by the highest kernel values; [n, n]. */
function nearest(kernel: Float64Array, n: number, neighbours: number): Uint8Array {
  const near = new Uint8Array(n * n);
  for (let i = 0; i < n; i++) {
    const others = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
    others.sort((a, b) => kernel[i * n + b] - kernel[i * n + a] || a - b);
    for (const j of others.slice(0, neighbours)) near[i * n + j] = 1;
  }
  return near;
}

/** HSIC₁ of M∘K and M∘L for a mask M without diagonal that need not be symmetric. */
function maskedHsic(k: Float64Array, l: Float64Array, mask: Uint8Array, n: number): number {
  let trace = 0;
  let totalK = 0;
  let totalL = 0;
  const columnsOfK = new Float64Array(n);
  const rowsOfL = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      if (!mask[i * n + j]) continue;
      if (mask[j * n + i]) trace += k[i * n + j] * l[j * n + i];
      totalK += k[i * n + j];
      totalL += l[i * n + j];
      columnsOfK[j] += k[i * n + j];
      rowsOfL[i] += l[i * n + j];
    }
  let product = 0;
  for (let j = 0; j < n; j++) product += columnsOfK[j] * rowsOfL[j];
  return (trace + (totalK * totalL) / ((n - 1) * (n - 2)) - (2 * product) / (n - 2)) / (n * (n - 3));
}
