import { matrixProduct } from '../support/linear-algebra.js';
import { seeded, type Random } from '../support/random.js';
import type { FeatureMatrix } from './feature-matrix.js';
import type { Invariance } from './measures.js';
import { singularValues } from './singular-values.js';

/**
 * A random transformation of each kind that a measure may declare itself unchanged by; the same seed gives the same. X and
 * the result are [n, p]; ids are kept. The invertible linear one is a rotation, a stretch of the axes by .2 to p, and
 * another rotation.
 */
export const transformations: Record<Invariance, (x: FeatureMatrix, seed?: number) => FeatureMatrix> = {
  translation: (x, seed = 0) => {
    const random = seeded('translation', seed);
    const shift = Float64Array.from({ length: x.columns }, () => 3 * random.normal());
    return mapped(x, (value, column) => value + shift[column]);
  },
  'isotropic scaling': (x, seed = 0) => {
    const scale = Math.exp(4 * seeded('isotropic scaling', seed).normal());
    return mapped(x, (value) => scale * value);
  },
  'orthogonal transformation': (x, seed = 0) => rotated(x, seeded('orthogonal transformation', seed)),
  'invertible linear transformation': (x, seed = 0) => {
    const random = seeded('invertible linear transformation', seed);
    return rotated(
      mapped(rotated(x, random), (value, column) => (0.2 + column) * value),
      random,
    );
  },
  'order of columns': (x, seed = 0) => {
    const order = seeded('order of columns', seed).permutation(x.columns);
    return mapped(x, (_, column, row) => x.values[row * x.columns + order[column]]);
  },
};

function mapped(x: FeatureMatrix, to: (value: number, column: number, row: number) => number): FeatureMatrix {
  const values = Float64Array.from(x.values, (value, i) => to(value, i % x.columns, Math.floor(i / x.columns)));
  return { ...x, values };
}

/** X times a random orthogonal matrix: the left singular vectors of a Gaussian one, evenly spread. */
function rotated(x: FeatureMatrix, random: Random): FeatureMatrix {
  const { rows, columns } = x;
  const gaussian = Float64Array.from({ length: columns ** 2 }, () => random.normal());
  const { left } = singularValues(gaussian, columns, columns);
  return { ...x, values: matrixProduct(x.values, left, rows, columns, columns) };
}
