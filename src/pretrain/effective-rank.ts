import { gramMatrix } from '../support/linear-algebra.js';

/**
 * Effective rank of features [n, channels]: exp of the entropy of the singular values of the centred matrix, scaled to
 * sum 1. Between 1 (all features along one line) and `channels` (all directions alike); 0 when the features are constant.
 *
 * Reference: Roy & Vetterli, The effective rank: a measure of effective dimensionality, 2007.
 */
export function effectiveRank(features: Float32Array, channels: number): number {
  const rows = features.length / channels;
  const squares = eigenvalues(secondMoments(features, channels), Math.min(rows, channels));
  const singular = squares.map((value) => Math.sqrt(Math.max(0, value)));
  const total = singular.reduce((sum, value) => sum + value, 0);
  const magnitude = features.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // What single precision leaves of equal numbers is not a direction.
  if (total <= 1e-6 * magnitude) return 0;
  const entropy = singular.reduce(
    (sum, value) => (value > 0 ? sum - (value / total) * Math.log(value / total) : sum),
    0,
  );
  return Math.exp(entropy);
}

/** Second moments of the centred features along their shorter side, which have the same eigenvalues either way but for zeros. */
function secondMoments(features: Float32Array, channels: number): Float64Array {
  const rows = features.length / channels;
  const mean = new Float64Array(channels);
  for (let i = 0; i < features.length; i++) mean[i % channels] += features[i];
  for (let c = 0; c < channels; c++) mean[c] /= rows;
  const centred = new Float64Array(features.length);
  const along = rows < channels;
  for (let i = 0; i < features.length; i++) {
    const column = i % channels;
    centred[along ? column * rows + Math.floor(i / channels) : i] = features[i] - mean[column];
  }
  const moments = along ? gramMatrix(centred, channels, rows) : gramMatrix(centred, rows, channels);
  return moments.map((value) => value / rows);
}

/** Eigenvalues of a symmetric matrix [n, n] by Jacobi's rotations. Reference: Golub & Van Loan, Matrix computations, §8.5. */
function eigenvalues(matrix: Float64Array, n: number): number[] {
  const a = matrix.slice();
  const scale = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < 50; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q] ** 2;
    if (off <= 1e-20 * scale) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, n, p, q);
  }
  return Array.from({ length: n }, (_, i) => a[i * n + i]);
}

/** Turns the plane of axes p and q so that element (p, q) vanishes. */
function rotate(a: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const sine = t * cosine;
  for (let k = 0; k < n; k++) {
    const akp = a[k * n + p];
    const akq = a[k * n + q];
    a[k * n + p] = cosine * akp - sine * akq;
    a[k * n + q] = sine * akp + cosine * akq;
  }
  for (let k = 0; k < n; k++) {
    const apk = a[p * n + k];
    const aqk = a[q * n + k];
    a[p * n + k] = cosine * apk - sine * aqk;
    a[q * n + k] = sine * apk + cosine * aqk;
  }
}
