import { WorkError } from '../support/errors.js';
import { dot } from '../support/linear-algebra.js';

/** `A = U diag(s) Vᵀ` without the directions whose singular value counts as zero. */
export interface SingularValues {
  rank: number;
  /** Singular values s, descending, [rank]. */
  values: Float64Array;
  /** Left vectors U, row-major [rows, rank]. */
  left: Float64Array;
  /** Right vectors V, row-major [columns, rank]. */
  right: Float64Array;
}

/**
 * Singular value decomposition of A, row-major [rows, columns], in double precision by one-sided Jacobi rotations.
 *
 * Singular values up to `negligible` (absolute; the rounding of A itself when omitted) are left out. Meant for matrices
 * whose smaller side is some hundreds; small singular values are as accurate as A. Throws WorkError when the rotations
 * do not end, which finite values do not bring about.
 * Reference: Demmel & Veselić, Jacobi's method is more accurate than QR, SIAM J. Matrix Anal. Appl. 1992.
 */
export function singularValues(a: Float64Array, rows: number, columns: number, negligible = 0): SingularValues {
  const tall = rows >= columns;
  const [length, count] = tall ? [rows, columns] : [columns, rows];
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]));
  if (largest === 0)
    return { rank: 0, values: new Float64Array(), left: new Float64Array(), right: new Float64Array() };
  // Scaled to 1, so that squares neither overflow nor vanish.
  const vectors = Array.from({ length: count }, (_, j) =>
    Float64Array.from({ length }, (_, i) => a[tall ? i * columns + j : j * columns + i] / largest),
  );
  const turned = Array.from({ length: count }, (_, j) =>
    Float64Array.from({ length: count }, (_, i) => Number(i === j)),
  );
  orthogonalise(vectors, turned);
  const found = vectors.map((vector) => Math.sqrt(dot(vector, vector)) * largest);
  const order = found.map((_, j) => j).sort((i, j) => found[j] - found[i]);
  const least = Math.max(negligible, length * Number.EPSILON * found[order[0]]);
  const kept = order.filter((j) => found[j] > least);
  const long = packed(
    kept.map((j) => vectors[j].map((value) => (value * largest) / found[j])),
    length,
  );
  const short = packed(
    kept.map((j) => turned[j]),
    count,
  );
  return {
    rank: kept.length,
    values: Float64Array.from(kept, (j) => found[j]),
    left: tall ? long : short,
    right: tall ? short : long,
  };
}

/** Rotates pairs of vectors until all are orthogonal; `turned` takes part in the rotations. */
function orthogonalise(vectors: Float64Array[], turned: Float64Array[]): void {
  const count = vectors.length;
  const close = Number.EPSILON * Math.sqrt(vectors[0].length);
  for (let sweep = 0; sweep < 60; sweep++) {
    const squared = Float64Array.from(vectors, (vector) => dot(vector, vector));
    const nothing = squared.reduce((sum, value) => sum + value, 0) * Number.EPSILON ** 2;
    let rotations = 0;
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++) {
        if (!(squared[i] > nothing && squared[j] > nothing)) continue;
        const product = dot(vectors[i], vectors[j]);
        if (Math.abs(product) <= close * Math.sqrt(squared[i] * squared[j])) continue;
        rotations++;
        const zeta = (squared[j] - squared[i]) / (2 * product);
        const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        rotate(vectors[i], vectors[j], tangent);
        rotate(turned[i], turned[j], tangent);
        squared[i] -= tangent * product;
        squared[j] += tangent * product;
      }
    if (rotations === 0) return;
  }
  throw new WorkError(`The singular values of ${vectors[0].length}×${count} numbers did not settle in 60 sweeps.`);
}

function rotate(a: Float64Array, b: Float64Array, tangent: number): void {
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  for (let i = 0; i < a.length; i++) {
    const value = a[i];
    a[i] = cosine * value - sine * b[i];
    b[i] = sine * value + cosine * b[i];
  }
}

/** Vectors as the columns of a row-major matrix [length, vectors]. */
function packed(vectors: Float64Array[], length: number): Float64Array {
  const matrix = new Float64Array(length * vectors.length);
  vectors.forEach((vector, j) => vector.forEach((value, i) => (matrix[i * vectors.length + j] = value)));
  return matrix;
}
