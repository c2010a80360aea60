import { InputError } from '../support/errors.js';
import { crossProduct, matrixProduct } from '../support/linear-algebra.js';
import { assertComparable, centreColumns, roundingOf, type FeatureMatrix } from './feature-matrix.js';
import { singularValues } from './singular-values.js';

/**
 * What least squares on confounds, such as the place in the image, leave of features: `X − UUᵀX`, columns centred, U [n, r]
 * an orthonormal basis of the centred confounds Z [n, z]. Similarity of residuals is similarity beyond the confounds.
 *
 * Non-linear influence needs non-linear terms in Z, such as monomials. With r directions in n samples the fit takes a share
 * r/(n − 1) even of noise: r should be much smaller than n.
 * Throws InputError when rows differ in number or are not finite, when X or Z does not vary, and unless r < n − 1.
 * Reference: Cui et al., Deconfounded representation similarity for comparison of neural networks, NeurIPS 2022, who regress on
 * similarities instead.
 */
export function residuals(features: FeatureMatrix, confounds: FeatureMatrix): FeatureMatrix & { values: Float64Array } {
  assertComparable(features, confounds, 3);
  const { rows, columns } = features;
  const centred = centreColumns(features);
  const { rank, left } = singularValues(
    centreColumns(confounds).values,
    rows,
    confounds.columns,
    roundingOf(confounds),
  );
  if (rank >= rows - 1)
    throw new InputError(
      `The confounds have ${rank} independent directions in ${rows} samples and leave nothing: take more samples, or fewer terms.`,
    );
  const explained = matrixProduct(left, crossProduct(left, centred.values, rows, rank, columns), rows, rank, columns);
  return { rows, columns, values: centred.values.map((value, i) => value - explained[i]), ids: features.ids };
}
