import { WorkError } from './errors.js';

/** A real matrix, row-major: entry (i, j) is at i·columns + j. */
type Matrix = Float32Array | Float64Array;

/**
 * Gram matrix of the columns, `XᵀWX` with W = diag(weights), accumulated in double precision.
 *
 * X is [rows, columns], `weights` [rows] (all one when omitted); the result is [columns, columns], symmetric.
 */
export function gramMatrix(x: Matrix, rows: number, columns: number, weights?: Matrix): Float64Array {
  const gram = new Float64Array(columns * columns);
  // Four rows at a time: each entry of the result is read and written once for four products.
  const block = new Float64Array(4 * columns);
  const scaled = weights ? new Float64Array(4 * columns) : block;
  for (let start = 0; start < rows; start += 4) {
    const height = Math.min(4, rows - start);
    for (let r = 0; r < 4; r++) {
      const from = (start + r) * columns;
      const to = r * columns;
      if (r >= height) {
        block.fill(0, to, to + columns);
        if (weights) scaled.fill(0, to, to + columns);
        continue;
      }
      for (let j = 0; j < columns; j++) block[to + j] = x[from + j];
      if (weights) for (let j = 0; j < columns; j++) scaled[to + j] = weights[start + r] * x[from + j];
    }
    for (let i = 0; i < columns; i++) {
      const a = scaled[i];
      const b = scaled[columns + i];
      const c = scaled[2 * columns + i];
      const d = scaled[3 * columns + i];
      if (a === 0 && b === 0 && c === 0 && d === 0) continue;
      const row = i * columns;
      for (let j = 0; j <= i; j++)
        gram[row + j] +=
          a * block[j] + b * block[columns + j] + c * block[2 * columns + j] + d * block[3 * columns + j];
    }
  }
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) gram[j * columns + i] = gram[i * columns + j];
  return gram;
}

/**
 * Cross product of two sets of columns, `XᵀWY` with W = diag(weights), accumulated in double precision.
 *
 * X is [rows, p], Y [rows, k], `weights` [rows] (all one when omitted); the result is [p, k].
 */
export function crossProduct(x: Matrix, y: Matrix, rows: number, p: number, k: number, weights?: Matrix): Float64Array {
  const product = new Float64Array(p * k);
  const row = new Float64Array(k);
  for (let n = 0; n < rows; n++) {
    const weight = weights ? weights[n] : 1;
    if (weight === 0) continue;
    for (let j = 0; j < k; j++) row[j] = weight * y[n * k + j];
    for (let i = 0; i < p; i++) {
      const value = x[n * p + i];
      if (value === 0) continue;
      const at = i * k;
      for (let j = 0; j < k; j++) product[at + j] += value * row[j];
    }
  }
  return product;
}

/** Matrix product `AB` in double precision: A is [n, m], B [m, k], the result [n, k]. */
export function matrixProduct(a: Matrix, b: Matrix, n: number, m: number, k: number): Float64Array {
  const product = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    const out = i * k;
    for (let l = 0; l < m; l++) {
      const value = a[i * m + l];
      if (value === 0) continue;
      const at = l * k;
      for (let j = 0; j < k; j++) product[out + j] += value * b[at + j];
    }
  }
  return product;
}

/** Inner product `Σ aᵢbᵢ` of two arrays of the same length. */
export function dot(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * Lower Cholesky factor L of a symmetric positive definite matrix, `A = LLᵀ`; A is [n, n] and left as it is.
 *
 * Throws WorkError when A is not positive definite.
 * Reference: Golub & Van Loan, Matrix Computations, 4th ed., §4.2.
 */
export function choleskyFactor(a: Matrix, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * n;
      let sum = a[rowI + j];
      for (let l = 0; l < j; l++) sum -= factor[rowI + l] * factor[rowJ + l];
      if (i !== j) factor[rowI + j] = sum / factor[rowJ + j];
      else if (sum > 0) factor[rowI + i] = Math.sqrt(sum);
      else
        throw new WorkError(
          `A ${n}×${n} matrix is not positive definite (pivot ${i} is ${sum}): its columns are linearly dependent or not finite. Add to the diagonal or drop columns.`,
        );
    }
  }
  return factor;
}

/** Solves `LLᵀX = B` for X, given the factor of {@link choleskyFactor}: B and the result are [n, k]. */
export function choleskySolve(factor: Float64Array, b: Matrix, n: number, k: number): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    const row = i * k;
    for (let l = 0; l < i; l++) {
      const value = factor[i * n + l];
      if (value === 0) continue;
      for (let j = 0; j < k; j++) x[row + j] -= value * x[l * k + j];
    }
    const pivot = factor[i * n + i];
    for (let j = 0; j < k; j++) x[row + j] /= pivot;
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = i * k;
    for (let l = i + 1; l < n; l++) {
      const value = factor[l * n + i];
      if (value === 0) continue;
      for (let j = 0; j < k; j++) x[row + j] -= value * x[l * k + j];
    }
    const pivot = factor[i * n + i];
    for (let j = 0; j < k; j++) x[row + j] /= pivot;
  }
  return x;
}
