import { InputError } from '../support/errors.js';
import { crossProduct, matrixProduct } from '../support/linear-algebra.js';
import { assertComparable, centreColumns, roundingOf, type FeatureMatrix } from './feature-matrix.js';
import { singularValues } from './singular-values.js';

/** Options of {@link svcca}. */
export interface SvccaOptions {
  /** Share of the variance, in (0, 1], that the directions kept of either side explain. */
  variance?: number;
}

/** Canonical correlations of two sets of features and the unit variates on the first side that have them. */
export interface CanonicalCorrelations {
  /** Descending, in [0, 1], as many as the smaller rank. */
  correlations: Float64Array;
  /** Orthonormal variates of the first features, row-major [n, correlations]. */
  variates: Float64Array;
}

/**
 * Canonical correlations: the singular values of `QₓᵀQᵧ`, Q being orthonormal bases of the centred columns of X [n, p]
 * and Y [n, q].
 *
 * Directions that the precision of the values cannot tell from none are left out, so that columns may depend on each
 * other. With `variance` below 1 only the leading principal directions that explain that share are kept. Throws
 * InputError as `cka` does, when either side has directions for all n − 1 contrasts of the samples (then every
 * correlation is 1, whatever the other side), and when `variance` is not in (0, 1].
 * Reference: Hotelling, Relations between two sets of variates, 1936; Björck & Golub, 1973.
 */
export function canonicalCorrelations(x: FeatureMatrix, y: FeatureMatrix, variance = 1): CanonicalCorrelations {
  if (!(variance > 0 && variance <= 1))
    throw new InputError(`The share of variance must be above 0 and at most 1; ${variance} was given.`);
  assertComparable(x, y, 4);
  const a = orthonormalBasis(x, variance, 'first');
  const b = orthonormalBasis(y, variance, 'second');
  const between = crossProduct(a.vectors, b.vectors, x.rows, a.rank, b.rank);
  const { values, left, rank } = singularValues(between, a.rank, b.rank);
  const correlations = new Float64Array(Math.min(a.rank, b.rank));
  values.forEach((value, i) => (correlations[i] = Math.min(1, value)));
  return { correlations, variates: matrixProduct(a.vectors, left, x.rows, a.rank, rank) };
}

/** Mean canonical correlation, `Σρᵢ/min(rank X, rank Y)`. Throws InputError as {@link canonicalCorrelations} does. */
export function meanCca(x: FeatureMatrix, y: FeatureMatrix): number {
  const { correlations } = canonicalCorrelations(x, y);
  return correlations.reduce((sum, rho) => sum + rho, 0) / correlations.length;
}

/**
 * Mean squared canonical correlation, `R² = Σρᵢ²/min(rank X, rank Y)`: the share of the narrower side's orthonormal
 * variates that the other side explains.
 *
 * Throws InputError as {@link canonicalCorrelations} does. Reference: Kornblith et al., ICML 2019, table 1.
 */
export function squaredCca(x: FeatureMatrix, y: FeatureMatrix): number {
  const { correlations } = canonicalCorrelations(x, y);
  return correlations.reduce((sum, rho) => sum + rho * rho, 0) / correlations.length;
}

/**
 * Singular vector canonical correlation: mean canonical correlation of the leading principal directions that explain
 * `variance` of either side (squared singular values).
 *
 * Throws InputError as {@link canonicalCorrelations} does. Reference: Raghu et al., SVCCA, NeurIPS 2017.
 */
export function svcca(x: FeatureMatrix, y: FeatureMatrix, { variance = 0.99 }: SvccaOptions = {}): number {
  const { correlations } = canonicalCorrelations(x, y, variance);
  return correlations.reduce((sum, rho) => sum + rho, 0) / correlations.length;
}

/**
 * Projection weighted canonical correlation, `Σαᵢρᵢ/Σαᵢ` with `αᵢ = Σⱼ|⟨hᵢ, xⱼ⟩|`: the variates hᵢ of the first features
 * count as much as they lie along its centred columns xⱼ.
 *
 * Exchanging the sides gives another value. Throws InputError as {@link canonicalCorrelations} does.
 * Reference: Morcos, Raghu & Bengio, Insights on representational similarity, NeurIPS 2018.
 */
export function pwcca(x: FeatureMatrix, y: FeatureMatrix): number {
  const { correlations, variates } = canonicalCorrelations(x, y);
  const count = variates.length / x.rows;
  const along = crossProduct(variates, centreColumns(x).values, x.rows, count, x.columns);
  let weighted = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    let weight = 0;
    for (let j = 0; j < x.columns; j++) weight += Math.abs(along[i * x.columns + j]);
    weighted += weight * correlations[i];
    total += weight;
  }
  return total > 0 ? weighted / total : 0;
}

function orthonormalBasis(
  x: FeatureMatrix,
  variance: number,
  name: 'first' | 'second',
): { vectors: Float64Array; rank: number } {
  const { rows, columns } = x;
  const { values, left, rank: found } = singularValues(centreColumns(x).values, rows, columns, roundingOf(x));
  if (found === 0)
    throw new InputError(
      `The ${name} features vary by no more than the rounding of their values: subtract their mean before they are stored, or store float64.`,
    );
  const total = values.reduce((sum, value) => sum + value * value, 0);
  let rank = 0;
  for (let explained = 0; rank < found && explained < variance * total * (1 - 1e-12); rank++)
    explained += values[rank] ** 2;
  if (rank >= rows - 1)
    throw new InputError(
      `The ${name} features have ${rank} independent directions in ${rows} samples: every canonical correlation would be 1 with anything. Give more samples, keep fewer directions (svcca with a smaller share of variance), or use a measure that is defined here (cka, procrustes).`,
    );
  const vectors = new Float64Array(rows * rank);
  for (let i = 0; i < rows; i++) for (let j = 0; j < rank; j++) vectors[i * rank + j] = left[i * found + j];
  return { vectors, rank };
}
