import { crossProduct } from '../support/linear-algebra.js';
import { assertComparable, centreColumns, type FeatureMatrix } from './feature-matrix.js';
import { singularValues } from './singular-values.js';

/**
 * Orthogonal Procrustes distance, `min over orthogonal Q of ‖X − YQ‖² = 2 − 2‖XᵀY‖∗`, of features X [n, p], Y [n, q]
 * with centred columns and unit Frobenius norm; the narrower side is filled up with zeros.
 *
 * In [0, 2], 0 for features that differ by rotation, scale and shift; its square root is a metric. Throws InputError as
 * `cka` does.
 * Reference: Schönemann 1966; Ding, Denain & Steinhardt, Grounding representation similarity, NeurIPS 2021.
 */
export function procrustesDistance(x: FeatureMatrix, y: FeatureMatrix): number {
  return 2 - 2 * alignedProduct(x, y);
}

/**
 * Angular shape distance, `arccos ‖XᵀY‖∗` in radians, of features with centred columns and unit Frobenius norm.
 *
 * A metric, in [0, π/2]. The arc cosine leaves some 10⁻⁸ of rounding near 0. Throws InputError as `cka` does.
 * Reference: Williams et al., Generalized shape metrics on neural representations, NeurIPS 2021.
 */
export function angularShapeDistance(x: FeatureMatrix, y: FeatureMatrix): number {
  return Math.acos(alignedProduct(x, y));
}

/** `‖XᵀY‖∗` after centring and scaling to unit norm, the inner product of both under the best rotation; in [0, 1]. */
function alignedProduct(x: FeatureMatrix, y: FeatureMatrix): number {
  assertComparable(x, y, 4);
  const a = standardShape(x);
  const b = standardShape(y);
  const product = crossProduct(a.values, b.values, x.rows, a.columns, b.columns);
  const { values } = singularValues(product, a.columns, b.columns);
  const nuclearNorm = values.reduce((sum, value) => sum + value, 0);
  return Math.min(1, nuclearNorm);
}

/** Centred, at unit norm, and turned into its own principal axes where those are fewer than the columns. */
function standardShape({ rows, columns, values }: FeatureMatrix): FeatureMatrix & { values: Float64Array } {
  const unit = { rows, columns, values: unitNorm(centreColumns({ rows, columns, values }).values) };
  if (columns < rows) return unit;
  const { left, values: lengths, rank } = singularValues(unit.values, rows, columns);
  return { rows, columns: rank, values: left.map((value, i) => value * lengths[i % rank]) };
}

function unitNorm(values: Float64Array): Float64Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const norm = Math.sqrt(values.reduce((sum, value) => sum + (value / largest) ** 2, 0));
  return values.map((value) => value / largest / norm);
}
