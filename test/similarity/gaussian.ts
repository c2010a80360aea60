import type { FeatureMatrix } from '../../src/similarity/index.js';
import { seeded, type SeedPart } from '../../src/support/random.js';

export type Features = FeatureMatrix & { values: Float64Array };

/** Independent standard normal features, [rows, columns]. */
export function gaussian(rows: number, columns: number, ...seed: SeedPart[]): Features {
  const random = seeded('features', ...seed);
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, () => random.normal()) };
}

/** Features that share some of x and have some of their own: `share·xM + (1 − share)·noise`, [x.rows, columns]. */
export function related(x: Features, columns: number, share: number, ...seed: SeedPart[]): Features {
  const mixed = product(x, gaussian(x.columns, columns, 'mix', ...seed));
  const noise = gaussian(x.rows, columns, 'noise', ...seed);
  return { ...mixed, values: mixed.values.map((value, i) => share * value + (1 - share) * noise.values[i]) };
}

/** Matrix product of x [n, p] and m [p, q]. */
export function product(x: Features, m: Features): Features {
  const values = new Float64Array(x.rows * m.columns);
  for (let i = 0; i < x.rows; i++)
    for (let k = 0; k < x.columns; k++)
      for (let j = 0; j < m.columns; j++)
        values[i * m.columns + j] += x.values[i * x.columns + k] * m.values[k * m.columns + j];
  return { rows: x.rows, columns: m.columns, values };
}

/** A random orthogonal matrix [n, n], by Gram–Schmidt. */
export function orthogonal(n: number, ...seed: SeedPart[]): Features {
  const q = gaussian(n, n, 'orthogonal', ...seed);
  const row = (i: number): Float64Array => q.values.subarray(i * n, (i + 1) * n);
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
  for (let i = 0; i < n; i++) {
    // Twice is enough.
    for (let pass = 0; pass < 2; pass++)
      for (let k = 0; k < i; k++) {
        const along = dot(row(i), row(k));
        row(i).forEach((value, j) => (row(i)[j] = value - along * row(k)[j]));
      }
    const length = Math.sqrt(dot(row(i), row(i)));
    row(i).forEach((value, j) => (row(i)[j] = value / length));
  }
  return q;
}
